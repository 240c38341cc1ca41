// SPDX-License-Identifier: Apache-2.0
#include "policy/render/table.h"

#include <algorithm>

#include "policy/text/printable.h"

namespace portlaw {

namespace {

constexpr std::size_t kWidestColumn = 48;

// East Asian wide characters take two columns (Unicode TR 11, the ranges that occur in names).
bool IsWide(char32_t code) {
  return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
         (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
         (code >= 0xff00 && code <= 0xff60) || (code >= 0x1f300 && code <= 0x1faff);
}

std::size_t Width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Utf8Character character = FirstCharacter(text);
    width += IsWide(character.code) ? 2 : 1;
    text.remove_prefix(character.bytes);
  }
  return width;
}

void Widen(std::vector<std::size_t>& widths, const std::vector<std::string>& row) {
  widths.resize(std::max(widths.size(), row.size()));
  for (std::size_t i = 0; i < row.size(); ++i) {
    widths[i] = std::min(std::max(widths[i], Width(row[i])), kWidestColumn);
  }
}

std::string RowText(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
  std::string text;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (widths[i] == 0) continue;
    text += row[i];
    const std::size_t width = Width(row[i]);
    text.append(width < widths[i] ? widths[i] - width : 0, ' ');
    text += "  ";
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

std::string Table::Text(Paint paint) const {
  std::vector<std::size_t> widths;
  for (const Row& row : rows_) Widen(widths, row.cells);
  std::string text;
  for (const Row& row : rows_) text += paint(row.tone, RowText(row.cells, widths)) + "\n";
  return text;
}

}  // namespace portlaw
