// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/json_line.h"
#include "agent/audit/wall_clock.h"
#include "agent/sinks/event_parts.h"
#include "agent/sinks/format.h"
#include "agent/version.h"

namespace portlaw::sinks {

namespace {

Json EventFields(const audit::AuditEvent& event) {
  const bool tamper = IsTamper(event);
  const bool denied = event.action == Action::kDeny;
  return {{"kind", "alert"},
          {"category", Json::array({tamper ? "intrusion_detection" : "network"})},
          {"type", Json::array({tamper   ? "info"
                                : denied ? "denied"
                                         : "allowed"})},
          {"action", audit::HookWord(event)},
          {"outcome", tamper   ? "unknown"
                      : denied ? "failure"
                               : "success"},
          {"reason", event.message},
          {"severity", SyslogSeverity(event)},
          {"module", "portlaw"},
          {"dataset", "portlaw.audit"}};
}

Json ProcessFields(const audit::Process& process) {
  Json arguments = Json::array();
  for (const std::string& argument : process.args) arguments.push_back(argument.substr(0, kMaxNameBytes));
  return {{"pid", process.pid},
          {"name", TextOrNull(process.comm)},
          {"executable", TextOrNull(process.exe, kMaxPathBytes)},
          {"args", std::move(arguments)},
          {"start", process.started ? Json(audit::ToRfc3339(*process.started)) : Json()},
          {"user", {{"id", std::to_string(process.uid)}}},
          {"parent", process.ppid == 0 ? Json() : Json{{"pid", process.ppid}, {"name", TextOrNull(process.parent)}}}};
}

Json ContainerFields(const std::optional<audit::Container>& container) {
  if (!container) return nullptr;
  return {{"id", TextOrNull(container->id)},
          {"name", TextOrNull(container->name)},
          {"runtime", TextOrNull(container->runtime)},
          {"image", {{"name", TextOrNull(container->image)}}}};
}

Json OwnFields(const audit::AuditEvent& event) {
  return {{"action", ToString(event.action)},
          {"reason", audit::ReasonWord(event)},
          {"owner", TextOrNull(event.owner)},
          {"netns", ToString(event.scope)},
          {"generation", event.generation},
          {"suppressed", event.suppressed},
          {"cgroup", TextOrNull(event.cgroup, kMaxPathBytes)}};
}

}  // namespace

std::string EcsLine(const audit::AuditEvent& event) {
  const bool tamper = IsTamper(event);
  const std::string rule = RuleText(event);
  return audit::OneLine(
      WithoutGaps({{"@timestamp", audit::ToRfc3339(event.time)},
                   {"ecs", {{"version", "8.11.0"}}},
                   {"message", event.message},
                   {"event", EventFields(event)},
                   {"observer", {{"type", "host-port-registry"}, {"product", "portlaw"}, {"version", Version()}}},
                   {"host", {{"name", TextOrNull(HostName())}}},
                   {"server", tamper ? Json() : Json{{"ip", TextOrNull(event.address)}, {"port", event.port}}},
                   {"network", tamper ? Json() : Json{{"transport", event.protocol}, {"type", event.family}}},
                   {"process", tamper ? Json() : ProcessFields(event.process)},
                   {"container", ContainerFields(event.container)},
                   {"service", {{"name", TextOrNull(event.service)}}},
                   {"rule", rule.empty() ? Json() : Json{{"name", TextOrNull(event.owner_rule)}, {"reference", rule}}},
                   {"portlaw", OwnFields(event)}}));
}

}  // namespace portlaw::sinks
