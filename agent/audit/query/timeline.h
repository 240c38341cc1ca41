// SPDX-License-Identifier: Apache-2.0
// How many binds a log tells of, and when.
#ifndef PORTLAW_AGENT_AUDIT_QUERY_TIMELINE_H_
#define PORTLAW_AGENT_AUDIT_QUERY_TIMELINE_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agent/audit/query/sum.h"

namespace portlaw::audit {

// Memory is bounded, whatever times the log has: where there are too many different ones, the buckets get wider.
class Timeline {
 public:
  static constexpr std::size_t kMaxBuckets = 4096;

  struct Counts {
    std::array<std::uint64_t, 5> binds{};  // by Action: lines and those suppressed
    std::uint64_t suppressed = 0;          // of those, the ones without a line
    std::uint64_t missing = 0;             // lines that are not in the log, up to the next one that is

    std::uint64_t Of(Action action) const { return binds[static_cast<std::size_t>(action)]; }
    std::uint64_t All() const;
  };
  struct Bucket {
    WallTime from;
    Counts counts;
  };
  struct Buckets {
    std::chrono::seconds width{1};
    std::vector<Bucket> buckets;  // in order, without a hole: those where nothing was are there too
  };

  void Add(const LogRecord& record);
  void AddMissing(WallTime time, std::uint64_t lines);
  // Has `time` shown, also if nothing was then.
  void Cover(WallTime time);

  // The whole span in `most` buckets or fewer, as narrow as that allows; none where there was nothing.
  Buckets Take(std::size_t most) const;

 private:
  Counts& At(WallTime time);
  std::size_t StepFor(std::size_t most) const;

  std::size_t step_ = 0;                    // how wide the buckets are: see timeline.cpp
  std::map<std::int64_t, Counts> buckets_;  // by time since the epoch in widths
};

// "10 s", "5 min", "3 h", "7 d".
std::string WidthText(std::chrono::seconds width);

// `time` in UTC as exactly as buckets of `width` need it: "2026-11-01", "2026-11-01 12:30", "2026-11-01 12:30:10".
std::string BucketTime(WallTime time, std::chrono::seconds width);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_QUERY_TIMELINE_H_
