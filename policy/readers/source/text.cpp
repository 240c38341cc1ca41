// SPDX-License-Identifier: Apache-2.0
// Text without mark-up, and AsciiDoc's tables and titles in it.
#include <algorithm>

#include "policy/readers/source/lines.h"
#include "policy/readers/source/source.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

constexpr std::size_t kLongestTitle = 120;

// Where the text of a list item begins; 0 if the line is none.
std::size_t ItemText(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return 0;
  for (std::string_view bullet : {"- ", "* ", "• ", "· ", "– ", "+ "}) {
    if (text.substr(start, bullet.size()) == bullet) return start + bullet.size();
  }
  std::size_t digits = start;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  const bool ordered = digits > start && digits - start <= 2 && digits + 1 < text.size() &&
                       (text[digits] == '.' || text[digits] == ')') && text[digits + 1] == ' ';
  return ordered ? digits + 2 : 0;
}

bool IsUnderline(std::string_view text) {
  text = Trim(text);
  return text.size() >= 3 && (text.find_first_not_of('=') == std::string_view::npos ||
                              text.find_first_not_of('-') == std::string_view::npos);
}

bool IsAdocRule(std::string_view text) { return Trim(text) == "|==="; }

class TextReader {
 public:
  explicit TextReader(std::string_view text) : lines_(SplitLines(text)) {}

  Records Read() {
    for (std::size_t i = 0; i < lines_.size();) i = ReadAt(i);
    Flush();
    return std::move(records_);
  }

 private:
  std::string_view Line(std::size_t i) const { return i < lines_.size() ? lines_[i] : std::string_view(); }
  bool IsBlank(std::size_t i) const { return Trim(Line(i)).empty(); }
  StyledText Styled(std::size_t i, std::size_t begin = 0) const {
    return {Line(i).substr(std::min(begin, Line(i).size())), static_cast<int>(i) + 1};
  }

  std::size_t ReadAt(std::size_t i) {
    if (IsBlank(i)) {
      Flush();
      return i + 1;
    }
    if (IsAdocRule(Line(i))) return ReadAdocTable(i);
    if (const std::size_t begin = ItemText(Line(i))) return ReadItem(i, begin);
    const bool underlined = i + 1 < lines_.size() && IsUnderline(Line(i + 1)) && !IsRule(Line(i));
    if (underlined && Trim(Line(i)).size() < kLongestTitle && paragraph_.empty()) {
      AddTitle(Shape::kHeading, i, Trim(Line(i + 1)).front() == '=' ? 1 : 2);
      return i + 2;
    }
    if (const int level = AdocLevel(Line(i))) {
      AddTitle(Shape::kHeading, i, level);
      return i + 1;
    }
    if (IsAlone(i)) {
      AddTitle(Shape::kText, i, 2);
      return i + 1;
    }
    paragraph_.push_back(Styled(i));
    return i + 1;
  }

  // "== Title"
  static int AdocLevel(std::string_view line) {
    const std::size_t signs = std::min(line.find_first_not_of('='), line.size());
    return signs >= 1 && signs <= 5 && signs + 1 < line.size() && line[signs] == ' ' && line.back() != '='
               ? static_cast<int>(signs)
               : 0;
  }

  // A short line between empty lines.
  bool IsAlone(std::size_t i) const {
    const std::string_view text = Trim(Line(i));
    const bool apart = (i == 0 || IsBlank(i - 1)) && IsBlank(i + 1);
    if (!apart || text.size() > 100 || text.back() == '.' || text.back() == ':' || text.back() == ',') return false;
    return text.find('|') == std::string_view::npos;
  }

  void AddTitle(Shape shape, std::size_t i, int level) {
    Flush();
    records_.Break();
    records_.Add(shape, Text(Styled(i, Line(i).find_first_not_of(" \t#="))), level);
  }

  std::size_t ReadItem(std::size_t i, std::size_t begin) {
    Flush();
    const int level = 1 + static_cast<int>(std::min<std::size_t>(Line(i).find_first_not_of(" \t") / 2, 8));
    if (!records_.all.empty() && records_.all.back().shape == Shape::kItem && records_.all.back().level < level) {
      records_.all.back().parent = true;
    }
    records_.Add(Shape::kItem, Text(Styled(i, begin)), level);
    return i + 1;
  }

  // Cells begin with a bar; a row is a line, or as many cells as the first line has.
  std::size_t ReadAdocTable(std::size_t begin) {
    Flush();
    records_.Break();
    std::vector<StyledText> cells;
    std::size_t columns = 0;
    std::size_t i = begin + 1;
    for (; i < lines_.size() && !IsAdocRule(Line(i)); ++i) {
      const std::vector<StyledText> more = AdocCells(i);
      if (columns == 0 && IsBlank(i)) columns = cells.size();
      if (columns == 0 && more.size() > 1) columns = more.size();
      cells.insert(cells.end(), more.begin(), more.end());
      if (columns > 0) AddAdocRows(columns, cells);
    }
    return i + 1;
  }

  std::vector<StyledText> AdocCells(std::size_t i) const {
    std::vector<StyledText> cells;
    const std::string_view line = Line(i);
    for (std::size_t at = line.find('|'); at != std::string_view::npos;) {
      const std::size_t next = line.find('|', at + 1);
      cells.emplace_back(Trim(line.substr(at + 1, next - at - 1)), static_cast<int>(i) + 1);
      at = next;
    }
    return cells;
  }

  void AddAdocRows(std::size_t columns, std::vector<StyledText>& cells) {
    while (cells.size() >= columns) {
      const auto end = cells.begin() + static_cast<std::ptrdiff_t>(columns);
      const bool first = records_.all.empty() || records_.all.back().shape != Shape::kRow;
      const bool header = first && (records_.all.empty() || records_.all.back().shape != Shape::kHeader);
      const int line = cells.front().line();
      AddRow(header ? Shape::kHeader : Shape::kRow, {cells.begin(), end}, line, records_);
      cells.erase(cells.begin(), end);
    }
  }

  void Flush() {
    if (!paragraph_.empty()) AddParagraph(paragraph_, records_);
    if (!records_.all.empty() && paragraph_.empty()) records_.Break();
    paragraph_.clear();
  }

  std::vector<std::string_view> lines_;
  std::vector<StyledText> paragraph_;
  Records records_;
};

}  // namespace

Result<Records> TextRecords(std::string_view text, const std::string&) { return TextReader(text).Read(); }

}  // namespace portlaw::readers
