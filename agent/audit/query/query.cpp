// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/query/query.h"

namespace portlaw::audit {

bool LogQuery::Look(const LogLine& line, const std::string& file) {
  if (line.text.empty()) return true;
  ParsedLine parsed;
  if (!line.too_long) parsed = ParseLogLine(line.text);
  if (!parsed.record) {
    if (totals_.malformed++ == 0) totals_.first_malformed = ToString(Source{file, static_cast<int>(line.number)});
    return true;
  }
  const LogRecord& record = *parsed.record;
  totals_.all.Add(record);
  const std::uint64_t missing = missing_.Before(record);
  if (missing > 0 && filter_.IsInTime(record.time)) {
    totals_.missing = SaturatingSum(totals_.missing, missing);
    view_.AddMissing(record.time, missing);
  }
  return !filter_.Passes(record) || Show(record, line.text);
}

bool LogQuery::Show(const LogRecord& record, std::string_view line) {
  totals_.matching.Add(record);
  totals_.by_action[static_cast<std::size_t>(record.action)].Add(record);
  return write_(view_.Add(record, line)) && (most_ == 0 || totals_.matching.events < most_);
}

}  // namespace portlaw::audit
