// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/log_verify.h"

#include <algorithm>
#include <utility>

namespace portlaw::audit {

void LogVerifier::Look(const LogLine& line, const std::string& file) {
  ++totals_.lines;
  const Source source{file, static_cast<int>(line.number)};
  if (line.too_long) {
    return Report("long-line", "the line is longer than " + std::to_string(kMaxLogLineBytes) + " bytes", source);
  }
  if (line.text.empty() && !line.torn) return Report("blank-line", "the line is blank", source);
  const ParsedLine parsed = ParseLogLine(line.text);
  // A write that a full disk or the end of the agent cut short.
  if (line.torn) Report("torn-line", "the file ends before the line does", source);
  if (!parsed.record && line.torn) return;
  for (const std::string& problem : parsed.problems) {
    Report(parsed.record ? "wrong-field" : "malformed-line", problem, source);
  }
  if (parsed.record) LookAt(*parsed.record, source);
}

void LogVerifier::LookAt(const LogRecord& record, const Source& source) {
  CheckTime(record, source);
  CheckGeneration(record, source);
  ++totals_.events;
  totals_.suppressed += record.suppressed;
  ++totals_.actions[static_cast<std::size_t>(record.action)];
  totals_.first = std::min(totals_.first.value_or(record.time), record.time);
  totals_.last = std::max(totals_.last.value_or(record.time), record.time);
}

// Measured from the latest time so far; after a finding from the line's own, so that one clock that was set back is one
// finding.
void LogVerifier::CheckTime(const LogRecord& record, const Source& source) {
  if (latest_ && record.time + kClockSlack < *latest_) {
    Report("time-backwards", ToRfc3339(record.time) + " is before " + ToRfc3339(*latest_) + ", which a line before has",
           source);
    latest_ = record.time;
  }
  latest_ = std::max(latest_.value_or(record.time), record.time);
}

// The count goes on when an agent follows another, and begins at 1 after an unload or a boot. An event of the policy
// before may come a little later than the first of the next one.
void LogVerifier::CheckGeneration(const LogRecord& record, const Source& source) {
  if (record.generation > generation_) {
    if (generation_ == 0) ++totals_.beginnings;
    generation_ = record.generation;
    generation_since_ = record.time;
    return;
  }
  if (record.generation == generation_ || record.time < generation_since_ + kClockSlack) return;
  if (record.generation == 1) {
    ++totals_.beginnings;
  } else {
    Report("generation-backwards",
           "policy generation " + std::to_string(record.generation) + " comes after " + std::to_string(generation_) +
               "; a count that begins anew, after an unload or a boot, begins at 1",
           source);
  }
  generation_ = record.generation;
  generation_since_ = record.time;
}

void LogVerifier::Report(std::string code, std::string message, const Source& source) {
  ++totals_.findings;
  report_({Severity::kError, std::move(code), std::move(message), source, {}});
}

}  // namespace portlaw::audit
