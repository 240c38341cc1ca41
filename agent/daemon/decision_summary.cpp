// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/decision_summary.h"

#include <utility>

namespace portlaw::daemon {

DecisionTotals TotalsOf(const std::vector<kernel::DecisionCount>& counts, std::uint64_t unjudged) {
  DecisionTotals totals;
  totals.unjudged = unjudged;
  for (const kernel::DecisionCount& count : counts) {
    totals.decided += count.decided;
    totals.emitted += count.emitted;
    totals.suppressed += count.suppressed;
    totals.dropped += count.dropped;
  }
  return totals;
}

std::optional<std::string> DecisionSummary::Next(const DecisionTotals& totals, Clock::time_point now) {
  const bool kept_back = totals.suppressed != told_.suppressed || totals.dropped != told_.dropped;
  if (now - told_at_ < (kept_back ? kWhenKeptBack : kInAnyCase)) return std::nullopt;
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(now - std::exchange(told_at_, now)).count();
  const DecisionTotals before = std::exchange(told_, totals);
  return "in the last " + std::to_string(minutes) + " min: " + std::to_string(totals.emitted - before.emitted) +
         " decisions told of, " + std::to_string(totals.suppressed - before.suppressed) +
         " not told one by one (rate_limit), " + std::to_string(totals.dropped - before.dropped) +
         " lost for want of room in the ring; " + std::to_string(totals.unjudged - before.unjudged) +
         " binds in private network namespaces not judged";
}

}  // namespace portlaw::daemon
