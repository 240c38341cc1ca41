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
  if (!parsed.record) return;
  CheckLink(parsed.record->link, line.text, source);
  LookAt(*parsed.record, source);
}

void LogVerifier::Expect(ChainPoint point, std::string kept_in) {
  expected_.push_back({std::move(point), std::move(kept_in)});
}

void LogVerifier::Finish() {
  for (const Expected& expected : expected_) {
    if (expected.met) continue;
    Report("head-not-met",
           "no line of the log is number " + std::to_string(expected.point.sequence) + " with the hash that " +
               expected.kept_in + " has: lines were cut off, edited or replaced, or a file of the log is not given",
           head_source_);
  }
}

void LogVerifier::Meet(const ChainPoint& point) {
  for (Expected& expected : expected_) expected.met = expected.met || expected.point == point;
}

// After a finding the chain is followed from the line itself, so that one change is one finding or two.
void LogVerifier::CheckLink(const std::optional<ChainLink>& link, std::string_view line, const Source& source) {
  if (!link) {
    if (!totals_.head) return void(++totals_.unchained);
    return Report("unchained-line", "the line has no number and no hash of the line before: no agent wrote it here",
                  source);
  }
  if (totals_.head || totals_.unchained > 0) {
    CheckOrder(*link, source);
  } else {
    Meet({link->sequence - 1, link->previous});
  }
  if (!totals_.chained) totals_.chained = link->sequence;
  totals_.head = PointOf(link->sequence, line);
  head_source_ = source;
  Meet(*totals_.head);
}

void LogVerifier::CheckOrder(const ChainLink& link, const Source& source) {
  const ChainPoint before = totals_.head.value_or(ChainPoint{});
  const std::string number = "line number " + std::to_string(link.sequence);
  const std::string last = std::to_string(before.sequence);
  if (link.sequence == before.sequence + 1) {
    if (link.previous == before.hash) return;
    const Source& edited = totals_.head ? head_source_ : source;
    return Report("edited-line", "this line is not as it was when " + number + " was written after it", edited);
  }
  if (link.sequence > before.sequence + 1) {
    return Report("missing-lines",
                  std::to_string(link.sequence - before.sequence - 1) + " lines are missing between numbers " + last +
                      " and " + std::to_string(link.sequence),
                  source);
  }
  if (link.sequence == 1 && link.previous == ChainPoint{}.hash) {
    return Report("chain-restart", "the chain begins anew after number " + last + ": the log or its head was removed",
                  source);
  }
  Report("out-of-order", number + " comes after number " + last + ": lines were moved, inserted or repeated", source);
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
