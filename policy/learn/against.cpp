// SPDX-License-Identifier: Apache-2.0
#include "policy/learn/against.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "policy/scan/wording.h"

namespace portlaw::learn {

namespace {

// What a row of the report was made of: Listeners do not say how often, nor whether they got the port.
struct Tally {
  std::uint64_t times = 0;
  bool granted = false;
};

using Key = std::tuple<Scope, Port, Protocol, bool, std::optional<ContainerIdentity>, std::string>;

Key KeyOf(const Listener& listener) {
  std::optional<ContainerIdentity> identity;
  if (listener.container) identity = listener.container->identity;
  return {listener.scope,  listener.port,       listener.protocol,
          listener.chosen, std::move(identity), listener.process ? listener.process->comm : ""};
}

// A unit that the registry does not name is a process of the host.
bool IsContainer(const CompiledPolicy& policy, const ObservedBind& bind) {
  if (bind.binder == Binder::kUnit) return Resolve(policy, bind.identity).kind == SubjectKind::kRegistered;
  return bind.binder != Binder::kProcess;
}

Listener ListenerOf(const CompiledPolicy& policy, const ObservedBind& bind, const Sightings& sightings) {
  Listener listener;
  listener.port = bind.port;
  listener.protocol = bind.protocol;
  listener.scope = bind.scope;
  listener.chosen = bind.chosen;
  if (IsContainer(policy, bind)) {
    listener.container = ListenerContainer{bind.identity, "", "", ""};
  } else {
    const std::string& name = bind.identity.name.empty() ? sightings.process : bind.identity.name;
    listener.process = ListenerProcess{0, name, {}, 0};
  }
  return listener;
}

std::optional<DifferenceKind> KindOf(const ScanRow& row, const DraftOptions& options) {
  const Listener& listener = row.listener;
  switch (row.status) {
    case ScanStatus::kRight:
      if (row.verdict.reason == Reason::kInBlock) return DifferenceKind::kUnlisted;
      return std::nullopt;
    case ScanStatus::kInternal:
    case ScanStatus::kDynamic:
      return std::nullopt;
    case ScanStatus::kUnallocated: {
      const bool left_out =
          (!listener.container && !options.host) || (IsEphemeral(listener.port) && !options.ephemeral);
      if (left_out || listener.scope == Scope::kPrivate) return std::nullopt;
      return DifferenceKind::kUnlisted;
    }
    case ScanStatus::kLegacy:
    case ScanStatus::kContested:
    case ScanStatus::kAssignedReserved:
    case ScanStatus::kSibling:
    case ScanStatus::kForeign:
    case ScanStatus::kReserved:
      break;
  }
  return DifferenceKind::kSomebodys;
}

Difference Describe(DifferenceKind kind, const ScanRow& row, const Tally& tally) {
  const Listener& listener = row.listener;
  Difference difference;
  difference.kind = kind;
  difference.ports = {listener.port, listener.port};
  difference.protocol = listener.protocol;
  difference.scope = listener.scope;
  if (listener.container) difference.container = listener.container->identity.name;
  if (listener.process) difference.process = listener.process->comm;
  difference.host = !listener.container;
  difference.times = tally.times;
  difference.refused = !tally.granted;
  difference.reason = ToString(row.verdict.reason);
  difference.registry = RegistryWords(row);
  difference.row = row.verdict.rule;
  return difference;
}

Difference Describe(const Assignment& row) {
  Difference difference;
  difference.kind = DifferenceKind::kUnseen;
  difference.ports = row.ports;
  difference.protocol = row.protocol;
  difference.scope = row.exposure == Exposure::kInternal ? Scope::kPrivate : Scope::kHost;
  difference.registry = RegistryWords(row);
  difference.row = row.source;
  return difference;
}

}  // namespace

std::string_view ToString(DifferenceKind kind) {
  static constexpr std::string_view kWords[kDifferenceKinds] = {"somebody-elses", "not-in-registry", "not-observed"};
  return kWords[static_cast<std::size_t>(kind)];
}

Differences Compare(const CompiledPolicy& policy, const Observations& observations, const DraftOptions& options) {
  std::map<Key, Tally> tallies;
  std::vector<Listener> listeners;
  for (const auto& [bind, sightings] : observations.binds()) {
    Listener listener = ListenerOf(policy, bind, sightings);
    Tally& tally = tallies[KeyOf(listener)];
    tally.times += sightings.times;
    tally.granted |= !bind.refused;
    listeners.push_back(std::move(listener));
  }
  const ScanReport report = MakeScanReport(policy, std::move(listeners), {});
  Differences differences;
  for (const ScanRow& row : report.rows) {
    const std::optional<DifferenceKind> kind = KindOf(row, options);
    if (kind) differences.items.push_back(Describe(*kind, row, tallies.at(KeyOf(row.listener))));
  }
  for (const Assignment& row : report.not_listening) differences.items.push_back(Describe(row));
  std::stable_sort(differences.items.begin(), differences.items.end(), [](const Difference& a, const Difference& b) {
    return std::tie(a.kind, a.ports) < std::tie(b.kind, b.ports);
  });
  if (observations.dropped() > 0) {
    differences.remarks.push_back(std::to_string(observations.dropped()) +
                                  " sightings are left out: there are too many different binds");
  }
  return differences;
}

bool HasFindings(const Differences& differences) {
  return std::any_of(differences.items.begin(), differences.items.end(),
                     [](const Difference& difference) { return difference.kind != DifferenceKind::kUnseen; });
}

}  // namespace portlaw::learn
