// SPDX-License-Identifier: Apache-2.0
// Where lines are missing from a log, by their numbers.
#ifndef PORTLAW_AGENT_AUDIT_QUERY_MISSING_LINES_H_
#define PORTLAW_AGENT_AUDIT_QUERY_MISSING_LINES_H_

#include <cstdint>
#include <utility>

#include "agent/audit/log_record.h"

namespace portlaw::audit {

class MissingLines {
 public:
  // How many lines are missing, or could not be read, between the last record that was looked at and this one. None
  // where the numbers do not rise: files in the wrong order, another log, or an agent that numbers anew; and none of
  // lines without numbers. `audit verify` says what it is.
  std::uint64_t Before(const LogRecord& record) {
    if (!record.link) return 0;
    const std::uint64_t last = std::exchange(last_, record.link->sequence);
    return last > 0 && last_ > last ? last_ - last - 1 : 0;
  }

 private:
  std::uint64_t last_ = 0;  // 0: none yet
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_QUERY_MISSING_LINES_H_
