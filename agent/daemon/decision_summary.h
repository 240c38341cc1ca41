// SPDX-License-Identifier: Apache-2.0
// A line in the agent's log now and then of what was decided, told and kept back, so that silence is never ambiguous.
#ifndef PORTLAW_AGENT_DAEMON_DECISION_SUMMARY_H_
#define PORTLAW_AGENT_DAEMON_DECISION_SUMMARY_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/kernel/kernel.h"

namespace portlaw::daemon {

// What the kernel has counted since its programs were loaded.
struct DecisionTotals {
  std::uint64_t decided = 0;
  std::uint64_t emitted = 0;
  std::uint64_t suppressed = 0;
  std::uint64_t dropped = 0;
  std::uint64_t unjudged = 0;  // binds in private namespaces that would have been told of on the host

  bool operator==(const DecisionTotals&) const = default;
};
DecisionTotals TotalsOf(const std::vector<kernel::DecisionCount>& counts, std::uint64_t unjudged);

class DecisionSummary {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::minutes kWhenKeptBack{1};  // where events were suppressed or dropped
  static constexpr std::chrono::minutes kInAnyCase{60};

  // What was counted until `start` is an earlier agent's to tell.
  DecisionSummary(const DecisionTotals& start, Clock::time_point now) : told_(start), told_at_(now) {}

  // The line that is due, if one is.
  std::optional<std::string> Next(const DecisionTotals& totals, Clock::time_point now);

 private:
  DecisionTotals told_;
  Clock::time_point told_at_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_DECISION_SUMMARY_H_
