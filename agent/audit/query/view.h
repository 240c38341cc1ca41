// SPDX-License-Identifier: Apache-2.0
// What `audit query` makes of the events that match: one file a view.
#ifndef PORTLAW_AGENT_AUDIT_QUERY_VIEW_H_
#define PORTLAW_AGENT_AUDIT_QUERY_VIEW_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/audit/log_filter.h"
#include "agent/audit/query/fields.h"
#include "agent/audit/query/sum.h"
#include "policy/text/tone.h"

namespace portlaw::audit {

struct QueryTotals {
  LogSum matching;
  std::array<LogSum, 5> by_action;  // of those
  LogSum all;                       // that the logs have: how far they reach
  std::uint64_t missing = 0;        // lines that the numbers of others tell of, within the filter's time
  std::uint64_t malformed = 0;      // lines that are no events
  std::string first_malformed;      // where; hostile

  const LogSum& Of(Action action) const { return by_action[static_cast<std::size_t>(action)]; }
};

// Where a view is shown, and how.
struct ViewOptions {
  std::string format = "text";  // text, json, csv
  std::size_t limit = 0;        // rows of counts; 0: all
  std::size_t columns = 80;     // of the terminal
  Paint paint = Unpainted;
  std::vector<std::string> logs;  // their names, for a heading
};

// Both functions give what is to be written now; printable, whatever the log holds. Memory is bounded.
class LogView {
 public:
  virtual ~LogView() = default;
  // `line` is the record's, as the log has it.
  virtual std::string Add(const LogRecord& record, std::string_view line) = 0;
  virtual void AddMissing(WallTime /*time*/, std::uint64_t /*lines*/) {}
  virtual std::string Finish(const QueryTotals& totals) = 0;
};

// The events themselves: sentences, the lines of the log as they are, or rows.
std::unique_ptr<LogView> MakeEventsView(const ViewOptions& options);
// The most frequent values of `field`, which must outlive the view.
std::unique_ptr<LogView> MakeTopView(const LogField& field, const ViewOptions& options);
// How many when, over the whole span of the events and of `filter`.
std::unique_ptr<LogView> MakeTimelineView(const LogFilter& filter, const ViewOptions& options);
// One HTML page: who was refused, when, by which line.
std::unique_ptr<LogView> MakePageView(const LogFilter& filter, const ViewOptions& options);

// "4 events (1 deny, 0 would-deny, 3 warn) and 9 more suppressed".
std::string TotalsText(const QueryTotals& totals);
// What else has to be known so that silence is not taken for quiet: how far the logs reach, what they lack, and what no
// log has. Sentences.
std::vector<std::string> NotesOf(const QueryTotals& totals);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_QUERY_VIEW_H_
