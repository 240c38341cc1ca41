// SPDX-License-Identifier: Apache-2.0
// Logs read line by line, the events that match shown.
#ifndef PORTLAW_AGENT_AUDIT_QUERY_QUERY_H_
#define PORTLAW_AGENT_AUDIT_QUERY_QUERY_H_

#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

#include "agent/audit/log_filter.h"
#include "agent/audit/log_lines.h"
#include "agent/audit/query/missing_lines.h"
#include "agent/audit/query/view.h"

namespace portlaw::audit {

class LogQuery {
 public:
  // Takes what is to be written; false: nothing more can be.
  using Write = std::function<bool(std::string_view)>;

  // Stops after `most` events; 0: never. `view` must outlive this.
  LogQuery(LogFilter filter, LogView& view, std::uint64_t most, Write write)
      : filter_(std::move(filter)), view_(view), most_(most), write_(std::move(write)) {}

  // The next line of the logs. False: it is enough. Lines that are no events are counted and passed over.
  bool Look(const LogLine& line, const std::string& file);

  // After the last line.
  void Finish() { write_(view_.Finish(totals_)); }

  const QueryTotals& totals() const { return totals_; }

 private:
  bool Show(const LogRecord& record, std::string_view line);

  LogFilter filter_;
  LogView& view_;
  std::uint64_t most_;
  Write write_;
  MissingLines missing_;
  QueryTotals totals_;
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_QUERY_QUERY_H_
