// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/bare_table.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "policy/readers/fold.h"
#include "policy/readers/lexicon.h"
#include "policy/readers/pipe_rows.h"
#include "policy/readers/port_text.h"

namespace portlaw::readers {
namespace {

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Span> Tokens(std::string_view text) {
  std::vector<Span> tokens;
  for (std::size_t i = 0; i < text.size();) {
    if (IsSpace(text[i])) {
      ++i;
      continue;
    }
    Span token{i, i};
    while (token.end < text.size() && !IsSpace(text[token.end])) ++token.end;
    i = token.end;
    tokens.push_back(token);
  }
  return tokens;
}

// Parts at tabs or at two and more spaces.
std::vector<Span> WideParts(std::string_view text) {
  std::vector<Span> parts;
  for (const Span& token : Tokens(text)) {
    const bool wide = !parts.empty() && (token.begin - parts.back().end > 1 || text[parts.back().end] == '\t');
    if (parts.empty() || wide) {
      parts.push_back(token);
    } else {
      parts.back().end = token.end;
    }
  }
  return parts;
}

constexpr Concepts kColumnWords = kWordPort | kWordService | kWordContainer | kWordProject | kWordHost | kWordInside |
                                  kWordOutside | kWordProtocol | kWordPurpose | kWordStatus | kWordEnvironment |
                                  kWordRange | kWordLayer | kWordUrl | kWordVariable | kWordRelated | kWordDefault;

bool IsUpper(char c) { return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }

// "Container Port", "Service Name" and "Port Range" are one column.
bool Joins(Concepts before, Concepts word, std::string_view text) {
  if (Has(word, kWordPort)) return Has(before, kWordInside | kWordOutside | kWordContainer | kWordHost | kWordDefault);
  const std::string folded = Fold(text);
  return folded == "name" || folded == "number" || (Has(word, kWordRange) && Has(before, kWordPort));
}

// The columns of a header whose words stand one space apart.
std::vector<Span> NarrowHeader(std::string_view text) {
  std::vector<Span> columns;
  Concepts before = 0;
  bool joined_by_word = false;
  for (const Span& token : Tokens(text)) {
    const std::string_view word = text.substr(token.begin, token.end - token.begin);
    const Concepts concepts = ConceptsOf(word);
    const bool upper = IsUpper(word.front());
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

bool IsHeader(std::string_view text, const std::vector<Span>& columns) {
  if (columns.size() < 2 || columns.size() > 12 || text.size() > 200) return false;
  bool port = false;
  int known = 0;
  for (const Span& column : columns) {
    if (ArrowAt(text, column.begin) > 0) return false;
    const Concepts concepts = ConceptsOf(text.substr(column.begin, column.end - column.begin));
    known += Has(concepts, kColumnWords | kWordRole | kWordEnvironmentName);
    port = port || Has(concepts, kWordPort | kWordRange);
  }
  return port && known >= 2 && known * 2 >= static_cast<int>(columns.size()) && FindMentions(text).empty();
}

bool LooksLikeContainer(std::string_view word) {
  return word.find('-') != std::string_view::npos &&
         std::none_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; }) && IsAlpha(word.front());
}

class NarrowRows {
 public:
  NarrowRows(std::string_view header, std::vector<Span> columns) : columns_(std::move(columns)) {
    for (const Span& column : columns_) {
      words_.push_back(ConceptsOf(header.substr(column.begin, column.end - column.begin)));
    }
  }

  // The cells of a row that begins with a port; none for other lines.
  std::optional<Row> Read(const StyledText& line) const {
    const std::string_view text = line.text();
    const std::vector<Mention> mentions = FindMentions(text);
    const std::size_t start = text.find_first_not_of(" \t");
    if (mentions.empty() || start == std::string_view::npos || mentions[0].begin != start) return std::nullopt;
    Row row;
    row.line = line.line();
    std::size_t at = mentions[0].end;
    for (std::size_t next = 1; next < mentions.size() && Trim(text.substr(at, mentions[next].begin - at), ",/").empty();
         ++next) {
      at = mentions[next].end;  // "3017, 3019"
    }
    row.cells.push_back(line.Part(start, at));
    for (std::size_t column = 1; column < columns_.size(); ++column) {
      const std::size_t end = CellEnd(text, at, column);
      row.cells.push_back(line.Part(std::min(text.find_first_not_of(" \t", at), text.size()), end));
      at = end;
    }
    return row;
  }

 private:
  std::size_t CellEnd(std::string_view text, std::size_t at, std::size_t column) const {
    if (column + 1 == columns_.size()) return text.size();
    const std::vector<Span> tokens = Tokens(text.substr(at));
    if (tokens.empty()) return text.size();
    if (Has(words_[column + 1], kWordContainer)) {
      for (std::size_t i = 1; i < tokens.size(); ++i) {
        const Span& token = tokens[i];
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

  std::vector<Span> columns_;
  std::vector<Concepts> words_;
};

// The cells of a row under a header with wide gaps, by where they begin.
std::optional<Row> WideRow(const StyledText& line, const std::vector<Span>& columns) {
  const std::vector<Span> parts = WideParts(line.text());
  if (parts.empty()) return std::nullopt;
  Row row;
  row.line = line.line();
  row.cells.resize(columns.size());
  if (parts.size() == columns.size()) {
    for (std::size_t i = 0; i < parts.size(); ++i) row.cells[i] = line.Part(parts[i].begin, parts[i].end);
    return row;
  }
  for (const Span& part : parts) {
    std::size_t column = 0;
    while (column + 1 < columns.size() && columns[column + 1].begin <= part.begin + 1) ++column;
    if (!row.cells[column].empty()) return std::nullopt;
    row.cells[column] = line.Part(part.begin, part.end);
  }
  return row;
}

// Parts between bars, for lines without one at their ends: "OpenVPN | 1194 | running".
std::vector<Span> BarParts(std::string_view text) {
  std::vector<Span> parts;
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
template <class Split>
std::optional<Row> EvenRow(const StyledText& line, std::size_t columns, Split split) {
  const std::vector<Span> parts = split(line.text());
  if (parts.size() != columns) return std::nullopt;
  Row row;
  row.line = line.line();
  for (const Span& part : parts) row.cells.push_back(line.Part(part.begin, part.end));
  return row;
}

// One way to draw a table: how its header is cut into columns, and how a row under them is read.
struct Drawing {
  std::vector<Span> (*header)(std::string_view text);
  std::optional<Row> (*row)(const StyledText& line, std::string_view header, const std::vector<Span>& columns);
  std::size_t least_rows;
};

constexpr Drawing kDrawings[] = {
    {BarParts,
     [](const StyledText& line, std::string_view, const std::vector<Span>& columns) {
       return EvenRow(line, columns.size(), BarParts);
     },
     1},
    {WideParts,
     [](const StyledText& line, std::string_view, const std::vector<Span>& columns) { return WideRow(line, columns); },
     1},
    {NarrowHeader,
     [](const StyledText& line, std::string_view header, const std::vector<Span>& columns) {
       return NarrowRows(header, columns).Read(line);
     },
     1},
    {Tokens,
     [](const StyledText& line, std::string_view, const std::vector<Span>& columns) {
       return EvenRow(line, columns.size(), Tokens);
     },
     2},
};

std::optional<Piece> ReadDrawn(const Drawing& drawing, const std::vector<StyledText>& lines, std::size_t begin,
                               std::size_t& end) {
  const std::string_view header = lines[begin].text();
  const std::vector<Span> columns = drawing.header(header);
  if (!IsHeader(header, columns)) return std::nullopt;
  Piece table;
  table.kind = PieceKind::kTable;
  table.line = table.header.line = lines[begin].line();
  for (const Span& column : columns) table.header.cells.push_back(lines[begin].Part(column.begin, column.end));
  for (end = begin + 1; end < lines.size(); ++end) {
    if (IsTableRule(lines[end].text())) continue;
    auto row = drawing.row(lines[end], header, columns);
    if (!row) break;
    table.rows.push_back(std::move(*row));
  }
  if (table.rows.size() < drawing.least_rows) return std::nullopt;
  return table;
}

}  // namespace

std::optional<Piece> ReadBareTable(const std::vector<StyledText>& lines, std::size_t begin, std::size_t& end) {
  for (const Drawing& drawing : kDrawings) {
    if (auto table = ReadDrawn(drawing, lines, begin, end)) return table;
  }
  return std::nullopt;
}

Outline JoinBareTables(Outline outline) {
  for (Piece& piece : outline) {
    if (piece.kind != PieceKind::kParagraph) continue;
    const std::vector<StyledText> lines = piece.text.Lines();
    std::size_t end = 0;
    if (lines.size() < 3) continue;
    auto table = ReadBareTable(lines, 0, end);
    if (table && end == lines.size()) piece = std::move(*table);
  }
  return outline;
}

}  // namespace portlaw::readers
