// SPDX-License-Identifier: Apache-2.0
#include "agent/metrics/families.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace portlaw::metrics {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

// A family of counters or gauges, filled one value at a time.
class FamilyOf {
 public:
  FamilyOf(MetricType type, std::string name, std::string help) {
    family_.name = std::move(name);
    family_.help = std::move(help);
    family_.type = type;
  }

  FamilyOf& Add(std::uint64_t value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    (family_.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = static_cast<double>(value);
    family_.metric.push_back(std::move(metric));
    return *this;
  }

  const MetricFamily& family() const { return family_; }

 private:
  MetricFamily family_;
};

MetricFamily Counter(std::string name, std::string help, std::uint64_t value) {
  return FamilyOf(MetricType::Counter, std::move(name), std::move(help)).Add(value).family();
}

MetricFamily Gauge(std::string name, std::string help, std::uint64_t value) {
  return FamilyOf(MetricType::Gauge, std::move(name), std::move(help)).Add(value).family();
}

MetricFamily DecisionsFamily(const Snapshot& snapshot) {
  FamilyOf family(MetricType::Counter, "portlaw_decisions_total",
                  "Binds that the kernel decided and that were not allowed in silence, by the binder's service.");
  for (const auto& [labels, number] : snapshot.decisions) {
    family.Add(number, {{"service", labels.service},
                        {"verdict", std::string(ToString(labels.action))},
                        {"reason", std::string(ToString(labels.reason))}});
  }
  return family.family();
}

MetricFamily LostFamily(const Snapshot& snapshot) {
  FamilyOf family(MetricType::Counter, "portlaw_sink_lost_lines_total", "Events that a sink could not write.");
  for (const auto& [sink, lost] : snapshot.lost) family.Add(lost, {{"sink", sink}});
  return family.family();
}

MetricFamily HooksFamily(const Snapshot& snapshot) {
  FamilyOf family(MetricType::Gauge, "portlaw_hook_attached", "Whether the kernel has the program at the hook now.");
  for (const auto& [hook, attached] : snapshot.hooks) family.Add(attached ? 1 : 0, {{"hook", hook}});
  return family.family();
}

}  // namespace

std::string ToText(const Snapshot& snapshot) {
  return prometheus::TextSerializer().Serialize({
      DecisionsFamily(snapshot),
      Counter("portlaw_events_emitted_total", "Events that the kernel handed to the agent.", snapshot.emitted),
      Counter("portlaw_events_suppressed_total", "Events that the rate limit kept back.", snapshot.suppressed),
      Counter("portlaw_events_dropped_total", "Events that found the ring buffer full.", snapshot.dropped),
      LostFamily(snapshot),
      HooksFamily(snapshot),
      Gauge("portlaw_foreign_programs", "Programs of others at the hooks.", snapshot.foreign_programs),
      Gauge("portlaw_policy_generation", "Generation of the policy in force.", snapshot.generation),
      Gauge("portlaw_last_reload_success", "Whether the last reload was taken.", snapshot.reload_ok ? 1 : 0),
      Gauge("portlaw_containers", "Containers that the agent knows.", snapshot.containers),
      Gauge("portlaw_containers_pending", "Containers that wait for their name.", snapshot.pending),
      Gauge("portlaw_agent_resident_bytes", "Resident memory of the agent.", snapshot.agent_bytes),
  });
}

}  // namespace portlaw::metrics
