// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/status.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <system_error>

#include "agent/daemon/decision_summary.h"
#include "agent/version.h"
#include "policy/decide/policy.h"

namespace portlaw::daemon {

using nlohmann::json;

namespace {

constexpr std::size_t kMaxContainers = 1000;
constexpr std::size_t kTopDecisions = 20;

std::string Rfc3339(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

// For commands that run in another directory.
std::string AbsolutePath(const std::string& path) {
  std::error_code error;
  return path.empty() ? "" : std::filesystem::absolute(path, error).string();
}

json RegistriesOf(const StatusSources& sources) {
  json list = json::array();
  const auto& registries = sources.policy.policy().registries();
  for (std::size_t i = 0; i < registries.size(); ++i) {
    const Registry& registry = registries[i];
    const std::string& file = sources.options.registries[i];
    const auto findings =
        std::count_if(sources.policy.documents().findings.begin(), sources.policy.documents().findings.end(),
                      [&](const ToldFinding& told) { return told.finding.source.file == file; });
    list.push_back({{"file", file},
                    {"path", AbsolutePath(file)},
                    {"assignments", registry.assignments.size()},
                    {"blocks", registry.blocks.size()},
                    {"groups", registry.groups.size()},
                    {"reserved", registry.reserved.size()},
                    {"migrations", registry.migrations.size()},
                    {"findings", findings}});
  }
  return list;
}

json FindingsOf(const ToldFindings& findings) {
  json counts{{"error", 0}, {"warning", 0}, {"note", 0}};
  for (const ToldFinding& told : findings) {
    json& count = counts[std::string(ToString(told.finding.severity))];
    count = count.get<int>() + 1;
  }
  return counts;
}

json HooksOf(const kernel::Kernel& kernel) {
  json list = json::array();
  for (const kernel::HookState& hook : kernel.Hooks()) {
    list.push_back({{"name", hook.name},
                    {"attached", hook.attached},
                    {"required", hook.required},
                    {"missing", kernel::IsMissing(hook)},
                    {"lost", hook.lost}});
  }
  return list;
}

json ForeignProgramsOf(const kernel::Kernel& kernel) {
  json list = json::array();
  for (const kernel::ForeignProgram& program : kernel.ForeignPrograms()) {
    list.push_back({{"hook", program.hook}, {"id", program.id}, {"name", program.name}, {"flags", program.flags}});
  }
  return list;
}

json SubjectsOf(const containers::RosterCounts& counts) {
  return {{"cgroups", counts.cgroups}, {"containers", counts.containers},   {"pending", counts.pending},
          {"rows", counts.rows},       {"without_row", counts.without_row}, {"errors", counts.store_errors},
          {"births", counts.births}};
}

json IdentifiedOf(const containers::WaitTimes& waits) {
  const auto microseconds = [&](double part) {
    return std::chrono::duration_cast<std::chrono::microseconds>(waits.Quantile(part)).count();
  };
  return {{"count", waits.count()},
          {"p50_us", microseconds(0.5)},
          {"p99_us", microseconds(0.99)},
          {"max_us", microseconds(1)}};
}

json ContainersOf(const StatusSources& sources) {
  json list = json::array();
  for (const containers::RosterEntry& entry : sources.roster.Containers(kMaxContainers)) {
    const auto& details = entry.container.details;
    list.push_back({{"name", details.name},
                    {"id", details.id},
                    {"runtime", details.runtime},
                    {"image", details.image},
                    {"service", Resolve(sources.policy.policy(), entry.container.identity).service},
                    {"cgroup", entry.path},
                    {"row", entry.row}});
  }
  return list;
}

json IdentitySourcesOf(const containers::Roster& roster) {
  json list = json::array();
  for (const containers::NamedSource& entry : roster.sources()) {
    for (const containers::SourceStatus& status : entry.source->Status()) {
      list.push_back({{"name", status.name}, {"connected", status.connected}, {"detail", status.detail}});
    }
  }
  return list;
}

std::string NameOf(const containers::Roster& roster, const kernel::DecisionCount& count) {
  const auto who = roster.Find(count.owner, count.owner, count.row, count.port, count.protocol);
  if (who.container != nullptr) return who.container->details.name;
  return count.row == kernel::kHostRow ? "host" : "";
}

json DecisionOf(const containers::Roster& roster, const kernel::DecisionCount& count) {
  return {{"container", NameOf(roster, count)},
          {"port", count.port},
          {"protocol", ToString(count.protocol)},
          {"action", ToString(count.action)},
          {"reason", ToString(count.reason)},
          {"decided", count.decided},
          {"emitted", count.emitted},
          {"suppressed", count.suppressed},
          {"dropped", count.dropped}};
}

json DecisionsOf(const StatusSources& sources) {
  auto counts = sources.kernel.Decisions();
  if (!counts) return {{"error", ToString(counts.error())}};
  const DecisionTotals total = TotalsOf(*counts, sources.kernel.Unjudged());
  const std::size_t shown = std::min(kTopDecisions, counts->size());
  std::partial_sort(counts->begin(), counts->begin() + shown, counts->end(),
                    [](const auto& a, const auto& b) { return a.decided > b.decided; });
  json top = json::array();
  for (std::size_t i = 0; i < shown; ++i) {
    if ((*counts)[i].decided > 0) top.push_back(DecisionOf(sources.roster, (*counts)[i]));
  }
  return {{"decided", total.decided}, {"emitted", total.emitted},   {"suppressed", total.suppressed},
          {"dropped", total.dropped}, {"unjudged", total.unjudged}, {"keys", counts->size()},
          {"top", std::move(top)}};
}

json FaultsOf(const kernel::Kernel& kernel) {
  json list = json::array();
  for (const kernel::FaultCount& fault : kernel.Faults()) {
    if (fault.count > 0) list.push_back({{"name", fault.name}, {"meaning", fault.meaning}, {"count", fault.count}});
  }
  return list;
}

json ReloadOf(const std::optional<ReloadOutcome>& reload) {
  if (!reload) return nullptr;
  json errors = json::array();
  for (const Error& error : reload->errors) errors.push_back(ToString(error));
  return {{"time", Rfc3339(reload->time)}, {"ok", reload->errors.empty()}, {"errors", std::move(errors)}};
}

json SinksOf(const std::vector<std::shared_ptr<audit::Sink>>& sinks) {
  json list = json::array();
  for (const auto& sink : sinks) list.push_back({{"name", sink->Name()}, {"lost", sink->Lost()}});
  return list;
}

}  // namespace

std::uint64_t ResidentBytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::uint64_t kibibytes = 0;
    if (word == "RssAnon:" && status >> kibibytes) return kibibytes * 1024;
  }
  return 0;
}

json StatusOf(const StatusSources& sources) {
  return {{"version", Version()},
          {"pid", getpid()},
          {"mode", ToString(sources.policy.policy().settings().mode)},
          {"generation", sources.kernel.Generation()},
          {"cgroup_root", sources.options.kernel.cgroup_root},
          {"pin_root", sources.options.kernel.pin_root},
          {"settings", AbsolutePath(sources.options.settings)},
          {"audit_log", AbsolutePath(sources.options.audit_log)},
          {"registries", RegistriesOf(sources)},
          {"findings", FindingsOf(sources.policy.documents().findings)},
          {"hooks", HooksOf(sources.kernel)},
          {"foreign_programs", ForeignProgramsOf(sources.kernel)},
          {"subjects", SubjectsOf(sources.roster.Counts())},
          {"identified", IdentifiedOf(sources.roster.Waits())},
          {"containers", ContainersOf(sources)},
          {"sources", IdentitySourcesOf(sources.roster)},
          {"decisions", DecisionsOf(sources)},
          {"faults", FaultsOf(sources.kernel)},
          {"held", sources.policy.held() ? ToJson(*sources.policy.held()) : json()},
          {"last_reload", ReloadOf(sources.policy.last_reload())},
          {"sinks", SinksOf(sources.sinks)},
          {"watchers", sources.watchers},
          {"memory", {{"agent_bytes", ResidentBytes()}, {"kernel_bytes", sources.kernel.MemoryBytes()}}}};
}

}  // namespace portlaw::daemon
