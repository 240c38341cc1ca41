// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/source/lines.h"

#include <algorithm>
#include <utility>

#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

// The length of the bar at `i`: '|', or one drawn with box characters; 0 if there is none.
std::size_t BarAt(std::string_view text, std::size_t i) {
  if (text[i] == '|') return 1;
  const std::string_view wide = text.substr(i, 3);
  return wide == "│" || wide == "┃" || wide == "║" ? 3 : 0;
}

bool IsBox(char32_t code) { return code >= 0x2500 && code <= 0x257F; }

}  // namespace

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    begin = end + 1;
  }
  return lines;
}

bool IsRule(std::string_view line) {
  bool dash = false;
  for (std::size_t i = 0; i < line.size();) {
    const Character character = CharacterAt(line, i);
    i += character.bytes;
    dash = dash || character.code == '-' || character.code == '=' || IsBox(character.code);
    const bool part = character.code < 0x80 &&
                      std::string_view("-=+|: \t").find(static_cast<char>(character.code)) != std::string_view::npos;
    if (!part && !IsBox(character.code)) return false;
  }
  return dash;
}

std::vector<StyledText> PipeCells(const StyledText& line) {
  std::vector<StyledText> cells;
  const std::string_view text = line.text();
  std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos || BarAt(text, begin) == 0 || IsRule(text)) return cells;
  begin += BarAt(text, begin);
  for (std::size_t i = begin; i <= text.size(); ++i) {
    const std::size_t bar = i < text.size() ? BarAt(text, i) : 1;
    if (bar == 0) continue;
    if (i >= text.size() && Trim(text.substr(begin)).empty()) break;
    cells.push_back(line.Part(begin, i));
    begin = i + bar;
    i = begin - 1;
  }
  if (cells.size() < 2) cells.clear();
  return cells;
}

void AddRow(Shape shape, std::vector<StyledText> cells, int line, Records& records) {
  Record& record = records.Add(shape, line);
  for (StyledText& cell : cells) {
    cell.set_line(line);
    record.fields.push_back({nullptr, Text(std::move(cell))});
  }
}

namespace {

bool AreRows(const std::vector<StyledText>& lines) {
  bool any = false;
  for (const StyledText& line : lines) {
    if (IsRule(line.text())) continue;
    if (PipeCells(line).empty()) return false;
    any = true;
  }
  return any;
}

}  // namespace

void AddParagraph(const std::vector<StyledText>& lines, Records& records) {
  records.Break();
  if (!AreRows(lines)) {
    for (const StyledText& line : lines) records.Add(Shape::kText, Text(line));
    return;
  }
  const auto rule =
      std::find_if(lines.begin(), lines.end(), [](const StyledText& line) { return IsRule(line.text()); });
  const bool headed = rule != lines.end() && rule - lines.begin() == 1;
  for (const StyledText& line : lines) {
    if (IsRule(line.text())) continue;
    AddRow(headed && &line == &lines.front() ? Shape::kHeader : Shape::kRow, PipeCells(line), line.line(), records);
  }
}

std::optional<VariableLine> ParseVariable(std::string_view line) {
  line = Trim(line);
  if (line.starts_with("export ")) line = Trim(line.substr(7));
  std::size_t end = 0;
  while (end < line.size() && (IsAlpha(line[end]) || IsDigit(line[end]) || line[end] == '_')) ++end;
  if (end < 2 || IsDigit(line[0]) || end >= line.size() || line[end] != '=') return std::nullopt;
  VariableLine variable{line.substr(0, end), Trim(line.substr(end + 1)), {}};
  const char quote = variable.value.empty() ? '\0' : variable.value.front();
  if (quote == '"' || quote == '\'') {
    const std::size_t close = variable.value.find(quote, 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::size_t hash = variable.value.find('#', close);
    if (hash != std::string_view::npos) variable.comment = Trim(variable.value.substr(hash + 1));
    variable.value = variable.value.substr(1, close - 1);
    return variable;
  }
  if (const std::size_t hash = variable.value.find(" #"); hash != std::string_view::npos) {
    variable.comment = Trim(variable.value.substr(hash + 2));
    variable.value = Trim(variable.value.substr(0, hash));
  }
  if (variable.value.find(' ') != std::string_view::npos) return std::nullopt;  // "PORT=3000 npm start" is a command
  return variable;
}

void AddVariable(const VariableLine& variable, int line, Records& records) {
  Record& record = records.Add(Shape::kVariable, line);
  record.fields.push_back({std::make_shared<Text>(variable.name, line), Text(variable.value, line)});
  if (variable.comment.empty()) return;
  records.Add(Shape::kComment, Text(variable.comment, line)).trailing = true;
}

}  // namespace portlaw::readers
