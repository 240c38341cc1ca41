// SPDX-License-Identifier: Apache-2.0
// Events of a log added up: a line stands for itself and for those like it that were suppressed.
#ifndef PORTLAW_AGENT_AUDIT_QUERY_SUM_H_
#define PORTLAW_AGENT_AUDIT_QUERY_SUM_H_

#include <algorithm>
#include <cstdint>
#include <limits>

#include "agent/audit/log_record.h"

namespace portlaw::audit {

// a + b, or the most there is: numbers in a log may be any.
constexpr std::uint64_t SaturatingSum(std::uint64_t a, std::uint64_t b) {
  return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

struct LogSum {
  std::uint64_t events = 0;      // lines
  std::uint64_t suppressed = 0;  // binds that had no line of their own
  // Of the lines; not set where there are none. A clock may have gone back: the earliest and the latest, not the
  // first and the last line.
  WallTime first{};
  WallTime last{};

  // Binds that the lines tell of.
  std::uint64_t binds() const { return SaturatingSum(events, suppressed); }

  void Add(const LogRecord& record) {
    first = events == 0 ? record.time : std::min(first, record.time);
    last = events == 0 ? record.time : std::max(last, record.time);
    events = SaturatingSum(events, 1);
    suppressed = SaturatingSum(suppressed, record.suppressed);
  }
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_QUERY_SUM_H_
