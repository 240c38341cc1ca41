// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/query/csv.h"

#include <algorithm>
#include <vector>

#include "policy/text/printable.h"

namespace portlaw::audit {

namespace {

constexpr std::size_t kMaxCellBytes = 8192;

// U+FF1D U+FF0B U+FF0D U+FF20: spreadsheets of some languages take them for the ASCII ones.
constexpr std::string_view kFormulaBeginnings[] = {
    "=", "+", "-", "@", "\t", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};

bool IsFormula(std::string_view text) {
  return std::any_of(std::begin(kFormulaBeginnings), std::end(kFormulaBeginnings),
                     [&](std::string_view beginning) { return text.starts_with(beginning); });
}

struct Column {
  const char* name;
  std::string (*value)(const LogRecord& record);
};

// Of the container, where there is one.
template <std::string LogRecord::Container::*kMember>
std::string OfContainer(const LogRecord& record) {
  return record.container ? (*record.container).*kMember : "";
}

constexpr Column kColumns[] = {
    {"time", [](const LogRecord& record) { return ToRfc3339(record.time); }},
    {"action", [](const LogRecord& record) { return std::string(ToString(record.action)); }},
    {"reason", [](const LogRecord& record) { return std::string(ReasonWord(record)); }},
    {"port", [](const LogRecord& record) { return std::to_string(record.port); }},
    {"protocol", [](const LogRecord& record) { return record.protocol; }},
    {"netns", [](const LogRecord& record) { return std::string(ToString(record.scope)); }},
    {"container", OfContainer<&LogRecord::Container::name>},
    {"container_id", OfContainer<&LogRecord::Container::id>},
    {"runtime", OfContainer<&LogRecord::Container::runtime>},
    {"service", [](const LogRecord& record) { return record.service; }},
    {"owner", [](const LogRecord& record) { return record.owner; }},
    {"pid", [](const LogRecord& record) { return std::to_string(record.pid); }},
    {"uid", [](const LogRecord& record) { return std::to_string(record.uid); }},
    {"comm", [](const LogRecord& record) { return record.comm; }},
    {"exe", [](const LogRecord& record) { return record.exe; }},
    {"source", [](const LogRecord& record) { return record.source ? ToString(*record.source) : ""; }},
    {"generation", [](const LogRecord& record) { return std::to_string(record.generation); }},
    {"suppressed", [](const LogRecord& record) { return std::to_string(record.suppressed); }},
    {"message", [](const LogRecord& record) { return record.message; }},
};

}  // namespace

std::string CsvCell(std::string_view text) {
  const std::string shown = (IsFormula(text) ? "'" : "") + Printable(text, kMaxCellBytes);
  if (shown.find_first_of(",\"\r\n") == std::string::npos) return shown;
  std::string quoted = "\"";
  for (char c : shown) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string CsvLine(std::span<const std::string> cells) {
  std::string line;
  for (const std::string& cell : cells) line += (&cell == cells.data() ? "" : ",") + CsvCell(cell);
  return line + "\r\n";
}

std::string EventCsvHeader() {
  std::vector<std::string> names;
  for (const Column& column : kColumns) names.emplace_back(column.name);
  return CsvLine(names);
}

std::string EventCsv(const LogRecord& record) {
  std::vector<std::string> cells;
  for (const Column& column : kColumns) cells.push_back(column.value(record));
  return CsvLine(cells);
}

}  // namespace portlaw::audit
