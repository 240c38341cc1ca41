// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/pipe_rows.h"

#include <utility>

#include "policy/readers/fold.h"

namespace portlaw::readers {
namespace {

// The length of a column separator at `offset`: "|" or a box drawing character; 0 if there is none.
std::size_t BarAt(std::string_view text, std::size_t offset) {
  for (std::string_view bar : {"|", "│", "┃", "║"}) {
    if (text.substr(offset, bar.size()) == bar) return bar.size();
  }
  return 0;
}

}  // namespace

bool IsTableRule(std::string_view line) {
  bool dash = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto c = static_cast<unsigned char>(line[i]);
    if (c == '-' || c == '=') dash = true;
    if (c == 0xE2 && i + 2 < line.size() && (static_cast<unsigned char>(line[i + 1]) & 0xFE) == 0x94) {
      dash = true;  // U+2500 to U+257F: box drawing
      i += 2;
      continue;
    }
    if (c != '-' && c != '=' && c != '+' && c != '|' && c != ':' && c != ' ' && c != '\t') return false;
  }
  return dash;
}

std::optional<Row> PipeRow(const StyledText& line) {
  const std::string_view text = line.text();
  std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos || BarAt(text, begin) == 0 || IsTableRule(text)) return std::nullopt;
  begin += BarAt(text, begin);
  Row row;
  row.line = line.line();
  for (std::size_t i = begin; i <= text.size(); ++i) {
    const std::size_t bar = i < text.size() ? BarAt(text, i) : 1;
    if (bar == 0) continue;
    const bool last = i >= text.size();
    if (last && Trim(text.substr(begin)).empty()) break;
    row.cells.push_back(line.Part(begin, i));
    begin = i + bar;
    i = begin - 1;
  }
  if (row.cells.size() < 2) return std::nullopt;
  return row;
}

Outline JoinPipeRows(Outline outline) {
  for (Piece& piece : outline) {
    if (piece.kind != PieceKind::kParagraph || piece.text.text().find('|') == std::string::npos) continue;
    Piece table;
    table.kind = PieceKind::kTable;
    table.line = piece.line;
    bool all = true;
    for (const StyledText& line : piece.text.Lines()) {
      if (IsTableRule(line.text())) {
        if (table.rows.size() == 1 && table.header.cells.empty()) table.header = std::exchange(table.rows, {}).front();
        continue;
      }
      auto row = PipeRow(line);
      if (!row) {
        all = false;
        break;
      }
      table.rows.push_back(std::move(*row));
    }
    if (all && !table.rows.empty()) piece = std::move(table);
  }
  return outline;
}

}  // namespace portlaw::readers
