// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/query/view.h"
#include "policy/text/printable.h"

namespace portlaw::audit {

namespace {

std::string ReachText(const LogSum& all) {
  if (all.events == 0) return "There is no event in what was read, of any kind.";
  return "The events that were read, matching or not, are from " + ToRfc3339(all.first) + " to " + ToRfc3339(all.last) +
         ".";
}

}  // namespace

std::string TotalsText(const QueryTotals& totals) {
  const auto count = [&](Action action) {
    return std::to_string(totals.Of(action).events) + " " + std::string(ToString(action));
  };
  return std::to_string(totals.matching.events) + (totals.matching.events == 1 ? " event (" : " events (") +
         count(Action::kDeny) + ", " + count(Action::kWouldDeny) + ", " + count(Action::kWarn) + ") and " +
         std::to_string(totals.matching.suppressed) + " more suppressed";
}

std::vector<std::string> NotesOf(const QueryTotals& totals) {
  std::vector<std::string> notes{ReachText(totals.all)};
  if (totals.missing > 0) {
    notes.push_back(std::to_string(totals.missing) +
                    " lines are missing from the logs, by the numbers of those around them; audit verify says where.");
  }
  if (totals.malformed > 0) {
    notes.push_back(std::to_string(totals.malformed) + " lines are no events, the first at " +
                    Printable(totals.first_malformed, 1024) + ".");
  }
  notes.emplace_back(
      "Suppressed binds are counted in; what was dropped before it came to a log is not in it: "
      "portlaw status and the metrics count that.");
  return notes;
}

}  // namespace portlaw::audit
