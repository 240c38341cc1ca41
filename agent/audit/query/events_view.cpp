// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "agent/audit/query/csv.h"
#include "agent/audit/query/view.h"
#include "policy/text/printable.h"

namespace portlaw::audit {

namespace {

constexpr std::size_t kMaxMessageBytes = 2048;

class TextEvents : public LogView {
 public:
  std::string Add(const LogRecord& record, std::string_view) override {
    std::string text = ToRfc3339(record.time) + " " + std::string(ToString(record.action)) + " " +
                       std::string(ReasonWord(record)) + " " + std::to_string(record.port) + "/" +
                       Printable(record.protocol) + " " + Printable(record.message, kMaxMessageBytes);
    if (record.suppressed > 0) text += " (and " + std::to_string(record.suppressed) + " more like it)";
    return text + "\n";
  }
  std::string Finish(const QueryTotals&) override { return ""; }
};

class JsonEvents : public LogView {
 public:
  // The line as it stands, if a terminal does nothing else with it than show it.
  std::string Add(const LogRecord&, std::string_view line) override {
    using OrderedJson = nlohmann::ordered_json;
    for (std::string_view rest = line; !rest.empty();) {
      const Utf8Character character = FirstCharacter(rest);
      if (!character.valid || !IsPrintable(character.code)) {
        return OrderedJson::parse(line, nullptr, false).dump(-1, ' ', true, OrderedJson::error_handler_t::replace) +
               "\n";
      }
      rest.remove_prefix(character.bytes);
    }
    return std::string(line) + "\n";
  }
  std::string Finish(const QueryTotals&) override { return ""; }
};

class CsvEvents : public LogView {
 public:
  std::string Add(const LogRecord& record, std::string_view) override { return Header() + EventCsv(record); }
  std::string Finish(const QueryTotals&) override { return Header(); }

 private:
  // Once.
  std::string Header() { return std::exchange(begun_, true) ? "" : EventCsvHeader(); }

  bool begun_ = false;
};

}  // namespace

std::unique_ptr<LogView> MakeEventsView(const ViewOptions& options) {
  if (options.format == "json") return std::make_unique<JsonEvents>();
  if (options.format == "csv") return std::make_unique<CsvEvents>();
  return std::make_unique<TextEvents>();
}

}  // namespace portlaw::audit
