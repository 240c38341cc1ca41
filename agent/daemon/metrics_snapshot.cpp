// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/metrics_snapshot.h"

#include <string>

#include "agent/daemon/decision_summary.h"
#include "policy/decide/policy.h"

namespace portlaw::daemon {

namespace {

// Empty for processes of the host, and where nobody knows.
std::string ServiceOf(const StatusSources& sources, const kernel::DecisionCount& count) {
  const auto who = sources.roster.Find(count.owner, count.owner, count.row, count.port, count.protocol);
  return who.container ? Resolve(sources.policy.policy(), who.container->identity).service : "";
}

}  // namespace

Result<metrics::Snapshot> SnapshotOf(const StatusSources& sources, metrics::ServiceDecisions& decisions) {
  const auto counts = sources.kernel.Decisions();
  if (!counts) return tl::make_unexpected(counts.error());
  const DecisionTotals totals = TotalsOf(*counts, sources.kernel.Unjudged());
  const containers::RosterCounts known = sources.roster.Counts();
  const auto& reload = sources.policy.last_reload();
  metrics::Snapshot snapshot;
  snapshot.decisions =
      decisions.Update(*counts, [&](const kernel::DecisionCount& count) { return ServiceOf(sources, count); });
  snapshot.emitted = totals.emitted;
  snapshot.suppressed = totals.suppressed;
  snapshot.dropped = totals.dropped;
  for (const auto& sink : sources.sinks) snapshot.lost.emplace_back(sink->Name(), sink->Lost());
  for (const kernel::HookState& hook : sources.kernel.Hooks()) snapshot.hooks.emplace_back(hook.name, hook.attached);
  snapshot.foreign_programs = sources.kernel.ForeignPrograms().size();
  snapshot.generation = sources.kernel.Generation();
  snapshot.reload_ok = !reload || reload->errors.empty();
  snapshot.containers = known.containers;
  snapshot.pending = known.pending;
  snapshot.agent_bytes = ResidentBytes();
  return snapshot;
}

}  // namespace portlaw::daemon
