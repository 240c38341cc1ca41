// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "agent/audit/query/csv.h"
#include "agent/audit/query/top_counts.h"
#include "agent/audit/query/view.h"
#include "policy/render/table.h"
#include "policy/text/printable.h"

namespace portlaw::audit {

namespace {

using OrderedJson = nlohmann::ordered_json;

// With values of kMaxValueBytes each, some 40 MB.
constexpr std::size_t kMaxTopValues = 100'000;

class TopView : public LogView {
 public:
  TopView(const LogField& field, const ViewOptions& options) : field_(field), options_(options) {}

  std::string Add(const LogRecord& record, std::string_view) override {
    counts_.Add(field_.value(record), record);
    return "";
  }

  std::string Finish(const QueryTotals& totals) override {
    std::vector<Count> counts = counts_.Take();
    const std::size_t values = counts.size();
    if (options_.limit > 0 && counts.size() > options_.limit) counts.resize(options_.limit);
    if (options_.format == "json") return JsonOf(counts, values, totals);
    return options_.format == "csv" ? CsvOf(counts) : TextOf(counts, values, totals);
  }

 private:
  using Count = TopCounts<std::string>::Count;

  std::string TextOf(const std::vector<Count>& counts, std::size_t values, const QueryTotals& totals) const {
    Table table;
    table.Add({"BINDS", "EVENTS", "SUPPRESSED", "LAST", std::string(field_.name)});
    for (const Count& count : counts) {
      table.Add({std::to_string(count.sum.binds()), std::to_string(count.sum.events),
                 std::to_string(count.sum.suppressed), ToRfc3339(count.sum.last), Printable(count.key)});
    }
    std::string text = table.Text() + "\n" + TotalsText(totals) + "; " + std::to_string(values) + " different\n";
    if (counts_.missed() > 0) text += CutText() + "\n";
    for (const std::string& note : NotesOf(totals)) text += note + "\n";
    return text;
  }

  std::string CutText() const {
    return "There are more than " + std::to_string(kMaxTopValues) + " different values: each count may lack up to " +
           std::to_string(counts_.missed()) + " binds, and values with no more than that may be missing.";
  }

  std::string JsonOf(const std::vector<Count>& counts, std::size_t values, const QueryTotals& totals) const {
    OrderedJson rows = OrderedJson::array();
    for (const Count& count : counts) {
      rows.push_back({{"value", count.key},
                      {"binds", count.sum.binds()},
                      {"events", count.sum.events},
                      {"suppressed", count.sum.suppressed},
                      {"last", ToRfc3339(count.sum.last)}});
    }
    const OrderedJson json = {{"count_by", field_.name},
                              {"counts", rows},
                              {"values", values},
                              {"cut", counts_.missed()},
                              {"events", totals.matching.events},
                              {"suppressed", totals.matching.suppressed},
                              {"missing", totals.missing},
                              {"malformed", totals.malformed}};
    return json.dump(2, ' ', true, OrderedJson::error_handler_t::replace) + "\n";
  }

  std::string CsvOf(const std::vector<Count>& counts) const {
    const std::string header[] = {std::string(field_.name), "binds", "events", "suppressed", "first", "last"};
    std::string csv = CsvLine(header);
    for (const Count& count : counts) {
      const std::string cells[] = {count.key,
                                   std::to_string(count.sum.binds()),
                                   std::to_string(count.sum.events),
                                   std::to_string(count.sum.suppressed),
                                   ToRfc3339(count.sum.first),
                                   ToRfc3339(count.sum.last)};
      csv += CsvLine(cells);
    }
    return csv;
  }

  const LogField& field_;
  ViewOptions options_;
  TopCounts<std::string> counts_{kMaxTopValues};
};

}  // namespace

std::unique_ptr<LogView> MakeTopView(const LogField& field, const ViewOptions& options) {
  return std::make_unique<TopView>(field, options);
}

}  // namespace portlaw::audit
