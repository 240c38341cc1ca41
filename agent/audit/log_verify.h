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
#include <vector>

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
  std::uint64_t unchained = 0;           // events before the chain begins: of an agent that did not chain its lines yet
  std::optional<std::uint64_t> chained;  // the number of the first line that has one
  std::optional<ChainPoint> head;        // the last line that has a number
  std::optional<WallTime> first;
  std::optional<WallTime> last;
};

// Looks at lines in the order of the log, of all its files. Keeps nothing of them.
class LogVerifier {
 public:
  // `report` is called with each finding: malformed-line, wrong-field, time-backwards, generation-backwards, torn-line,
  // long-line, blank-line; and of the chain edited-line, missing-lines, out-of-order, chain-restart, unchained-line,
  // head-not-met.
  explicit LogVerifier(std::function<void(const Finding&)> report) : report_(std::move(report)) {}

  // A point that was kept elsewhere (the head file, the journal) and that the log has to come by; `kept_in` says where.
  // To be called before the first line.
  void Expect(ChainPoint point, std::string kept_in);
  void Look(const LogLine& line, const std::string& file);
  // After the last line.
  void Finish();
  const LogTotals& totals() const { return totals_; }

 private:
  struct Expected {
    ChainPoint point;
    std::string kept_in;
    bool met = false;
  };

  void LookAt(const LogRecord& record, const Source& source);
  void CheckLink(const std::optional<ChainLink>& link, std::string_view line, const Source& source);
  void CheckOrder(const ChainLink& link, const Source& source);
  void Meet(const ChainPoint& point);
  void CheckTime(const LogRecord& record, const Source& source);
  void CheckGeneration(const LogRecord& record, const Source& source);
  void Report(std::string code, std::string message, const Source& source);

  std::function<void(const Finding&)> report_;
  LogTotals totals_;
  std::optional<WallTime> latest_;
  std::uint64_t generation_ = 0;  // the highest since the count began
  WallTime generation_since_;
  std::vector<Expected> expected_;
  Source head_source_;  // of totals_.head
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_LOG_VERIFY_H_
