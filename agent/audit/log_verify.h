// SPDX-License-Identifier: Apache-2.0
// Whether an audit log is one that an agent wrote, whole and in order.
#ifndef PORTLAW_AGENT_AUDIT_LOG_VERIFY_H_
#define PORTLAW_AGENT_AUDIT_LOG_VERIFY_H_

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "agent/audit/log_lines.h"
#include "agent/audit/log_record.h"
#include "policy/model/finding.h"

namespace portlaw::audit {

// Events come from one ring in the order in which CPUs reserved their places, and the wall clock is set now and then.
inline constexpr std::chrono::seconds kClockSlack{5};

struct LogTotals {
  std::uint64_t lines = 0;
  std::uint64_t events = 0;
  std::uint64_t suppressed = 0;            // binds that the kernel counted in an event's stead
  std::array<std::uint64_t, 5> actions{};  // by Action
  std::uint64_t beginnings = 0;  // of a count of generations from 1: the first agent, and each after an unload
  std::uint64_t findings = 0;
  std::optional<WallTime> first;
  std::optional<WallTime> last;
};

// Looks at lines in the order of the log, of all its files. Keeps nothing of them.
class LogVerifier {
 public:
  // `report` is called with each finding: malformed-line, wrong-field, time-backwards, generation-backwards, torn-line,
  // long-line, blank-line.
  explicit LogVerifier(std::function<void(const Finding&)> report) : report_(std::move(report)) {}

  void Look(const LogLine& line, const std::string& file);
  const LogTotals& totals() const { return totals_; }

 private:
  void LookAt(const LogRecord& record, const Source& source);
  void CheckTime(const LogRecord& record, const Source& source);
  void CheckGeneration(const LogRecord& record, const Source& source);
  void Report(std::string code, std::string message, const Source& source);

  std::function<void(const Finding&)> report_;
  LogTotals totals_;
  std::optional<WallTime> latest_;
  std::uint64_t generation_ = 0;  // the highest since the count began
  WallTime generation_since_;
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_LOG_VERIFY_H_
