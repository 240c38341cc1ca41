// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/drawn.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "policy/readers/source/lines.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

// [begin, end) of a line.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Stretch> Tokens(std::string_view text) {
  std::vector<Stretch> tokens;
  for (std::size_t i = 0; i < text.size();) {
    if (IsSpace(text[i])) {
      ++i;
      continue;
    }
    Stretch token{i, i};
    while (token.end < text.size() && !IsSpace(text[token.end])) ++token.end;
    i = token.end;
    tokens.push_back(token);
  }
  return tokens;
}

// Parts at tabs or at two and more spaces.
std::vector<Stretch> WideParts(std::string_view text) {
  std::vector<Stretch> parts;
  for (const Stretch& token : Tokens(text)) {
    const bool wide = !parts.empty() && (token.begin - parts.back().end > 1 || text[parts.back().end] == '\t');
    if (parts.empty() || wide) {
      parts.push_back(token);
    } else {
      parts.back().end = token.end;
    }
  }
  return parts;
}

constexpr Concepts kColumnWords =
    Of(Concept::kPort, Concept::kPorts, Concept::kService, Concept::kServices, Concept::kContainer, Concept::kProject,
       Concept::kHost, Concept::kInside, Concept::kOutside, Concept::kProtocol, Concept::kPurpose, Concept::kStatus,
       Concept::kEnvironment, Concept::kRange, Concept::kLayer, Concept::kUrl) |
    Of(Concept::kVariable, Concept::kRelated, Concept::kDefault, Concept::kRole, Concept::kStage, Concept::kUsedBy);

bool IsCapital(char c) { return IsUpper(c) || static_cast<unsigned char>(c) >= 0x80; }

// "Container Port", "Service Name" and "Port Range" are one column.
bool Joins(Concepts before, Concepts word, std::string_view text) {
  if (Has(word, Concept::kPort, Concept::kPorts)) {
    return Has(before, Concept::kInside, Concept::kOutside, Concept::kContainer, Concept::kHost, Concept::kDefault);
  }
  const std::string folded = Fold(text);
  return folded == "name" || folded == "number" || (Has(word, Concept::kRange) && Has(before, Concept::kPort));
}

// The columns of a header whose words stand one space apart.
std::vector<Stretch> NarrowHeader(std::string_view text) {
  std::vector<Stretch> columns;
  Concepts before = 0;
  bool joined_by_word = false;
  for (const Stretch& token : Tokens(text)) {
    const std::string_view word = text.substr(token.begin, token.end - token.begin);
    const Concepts concepts = MeaningOf(Fold(word));
    const bool upper = IsCapital(word.front());
    if (columns.empty() || (upper && !joined_by_word && !Joins(before, concepts, word))) {
      columns.push_back(token);
    } else {
      columns.back().end = token.end;
    }
    before = concepts;
    joined_by_word = !upper;
  }
  return columns;
}

bool IsHeader(const Text& line, const std::vector<Stretch>& columns) {
  if (columns.size() < 2 || columns.size() > 12 || line.str().size() > 200 || !line.numbers.empty()) return false;
  bool port = false;
  int known = 0;
  for (const Stretch& column : columns) {
    if (ArrowAt(line.str(), column.begin) > 0) return false;
    const Concepts concepts = Span(line, column.begin, column.end).concepts();
    known += Has(concepts, kColumnWords);
    port = port || Has(concepts, Concept::kPort, Concept::kPorts, Concept::kRange);
  }
  return port && known >= 2 && known * 2 >= static_cast<int>(columns.size());
}

bool LooksLikeContainer(std::string_view word) {
  return word.find('-') != std::string_view::npos && std::none_of(word.begin(), word.end(), IsUpper) &&
         IsAlpha(word.front());
}

using Cells = std::vector<StyledText>;

// The cells of a row that begins with a port, under a header whose words stand one space apart.
class NarrowRows {
 public:
  NarrowRows(const Text& header, const std::vector<Stretch>& columns) : columns_(columns.size()) {
    for (const Stretch& column : columns) words_.push_back(Span(header, column.begin, column.end).concepts());
  }

  std::optional<Cells> Read(const Text& line) const {
    const std::string_view text = line.str();
    const std::size_t start = text.find_first_not_of(" \t");
    if (line.numbers.empty() || start == std::string_view::npos || line.numbers[0].begin != start) return std::nullopt;
    std::size_t at = line.numbers[0].end;
    for (std::size_t next = 1; next < line.numbers.size(); ++next) {  // "3017, 3019"
      const Number& number = line.numbers[next];
      if (number.begin < at || !Trim(text.substr(at, number.begin - at), ",/").empty()) break;
      at = number.end;
    }
    Cells cells{line.styled.Part(start, at)};
    for (std::size_t column = 1; column < columns_; ++column) {
      const std::size_t end = CellEnd(text, at, column);
      cells.push_back(line.styled.Part(std::min(text.find_first_not_of(" \t", at), text.size()), end));
      at = end;
    }
    return cells;
  }

 private:
  std::size_t CellEnd(std::string_view text, std::size_t at, std::size_t column) const {
    if (column + 1 == columns_) return text.size();
    const std::vector<Stretch> tokens = Tokens(text.substr(at));
    if (tokens.empty()) return text.size();
    if (Has(words_[column + 1], Concept::kContainer)) {
      for (std::size_t i = 1; i < tokens.size(); ++i) {
        const Stretch& token = tokens[i];
        if (LooksLikeContainer(text.substr(at + token.begin, token.end - token.begin))) return at + tokens[i - 1].end;
      }
    }
    std::size_t end = at + tokens.front().end;
    if (text[at + tokens.front().begin] == '(') return ParenthesisEnd(text, at + tokens.front().begin);
    // "minio (S3 API) Object storage": the parenthesis is the name's, since a cell follows it.
    if (column == 1 && tokens.size() > 1 && text[at + tokens[1].begin] == '(') {
      const std::size_t close = ParenthesisEnd(text, at + tokens[1].begin);
      if (!Trim(text.substr(close)).empty()) end = close;
    }
    return end;
  }

  static std::size_t ParenthesisEnd(std::string_view text, std::size_t open) {
    const std::size_t close = text.find(')', open);
    return close == std::string_view::npos ? text.size() : close + 1;
  }

  std::size_t columns_;
  std::vector<Concepts> words_;
};

// The cells of a row under a header with wide gaps, by where they begin.
std::optional<Cells> WideRow(const Text& line, const std::vector<Stretch>& columns) {
  const std::vector<Stretch> parts = WideParts(line.str());
  if (parts.empty()) return std::nullopt;
  Cells cells(columns.size());
  if (parts.size() == columns.size()) {
    for (std::size_t i = 0; i < parts.size(); ++i) cells[i] = line.styled.Part(parts[i].begin, parts[i].end);
    return cells;
  }
  for (const Stretch& part : parts) {
    std::size_t column = 0;
    while (column + 1 < columns.size() && columns[column + 1].begin <= part.begin + 1) ++column;
    if (!cells[column].empty()) return std::nullopt;
    cells[column] = line.styled.Part(part.begin, part.end);
  }
  return cells;
}

// Parts between bars, for lines without one at their ends: "OpenVPN | 1194 | running".
std::vector<Stretch> BarParts(std::string_view text) {
  std::vector<Stretch> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('|', begin), text.size());
    const std::string_view part = Trim(text.substr(begin, end - begin));
    const auto at = part.empty() ? begin : static_cast<std::size_t>(part.data() - text.data());
    parts.push_back({at, at + part.size()});
    begin = end + 1;
  }
  return parts;
}

// The cells of a line that `split` cuts into as many parts as the header has.
std::optional<Cells> EvenRow(const Text& line, std::size_t columns, std::vector<Stretch> (*split)(std::string_view)) {
  const std::vector<Stretch> parts = split(line.str());
  if (parts.size() != columns) return std::nullopt;
  Cells cells;
  for (const Stretch& part : parts) cells.push_back(line.styled.Part(part.begin, part.end));
  return cells;
}

// One way to draw a table: how its header is cut into columns, and how a row under them is read.
struct Drawing {
  std::vector<Stretch> (*header)(std::string_view text);
  std::optional<Cells> (*row)(const Text& line, const Text& header, const std::vector<Stretch>& columns);
  std::size_t least_rows;
};

constexpr Drawing kDrawings[] = {
    {BarParts,
     [](const Text& line, const Text&, const std::vector<Stretch>& columns) {
       return EvenRow(line, columns.size(), BarParts);
     },
     1},
    {WideParts,
     [](const Text& line, const Text&, const std::vector<Stretch>& columns) { return WideRow(line, columns); }, 1},
    {NarrowHeader,
     [](const Text& line, const Text& header, const std::vector<Stretch>& columns) {
       return NarrowRows(header, columns).Read(line);
     },
     1},
    {Tokens,
     [](const Text& line, const Text&, const std::vector<Stretch>& columns) {
       return EvenRow(line, columns.size(), Tokens);
     },
     2},
};

std::optional<DrawnTable> ReadDrawn(const Drawing& drawing, std::span<const Record> lines) {
  const Text& header = lines.front().text();
  const std::vector<Stretch> columns = drawing.header(header.str());
  if (!IsHeader(header, columns)) return std::nullopt;
  DrawnTable table;
  Cells cells;
  for (const Stretch& column : columns) cells.push_back(header.styled.Part(column.begin, column.end));
  AddRow(Shape::kHeader, std::move(cells), lines.front().line, table.records);
  for (table.lines = 1; table.lines < lines.size(); ++table.lines) {
    const Text& line = lines[table.lines].text();
    if (IsRule(line.str())) continue;
    auto row = drawing.row(line, header, columns);
    if (!row) break;
    AddRow(Shape::kRow, std::move(*row), lines[table.lines].line, table.records);
  }
  if (table.records.all.size() < drawing.least_rows + 1) return std::nullopt;
  Scan(table.records);
  for (Record& record : table.records.all) record.block = lines.front().block;
  return table;
}

}  // namespace

std::optional<DrawnTable> ReadDrawnTable(std::span<const Record> lines) {
  for (const Drawing& drawing : kDrawings) {
    if (auto table = ReadDrawn(drawing, lines)) return table;
  }
  return std::nullopt;
}

}  // namespace portlaw::readers
