// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/plain_text.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "policy/readers/bare_table.h"
#include "policy/readers/fold.h"
#include "policy/readers/line_list.h"
#include "policy/readers/outline_reader.h"
#include "policy/readers/pipe_rows.h"
#include "policy/readers/port_text.h"

namespace portlaw::readers {
namespace {

bool IsBlank(const StyledText& line) { return Trim(line.text()).empty(); }

// Where the text of a list item begins; 0 if the line is none.
std::size_t ItemText(std::string_view text, bool& ordered) {
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return 0;
  for (std::string_view bullet : {"- ", "* ", "• ", "· ", "– ", "+ "}) {
    if (text.substr(start, bullet.size()) == bullet) return start + bullet.size();
  }
  std::size_t digits = start;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  ordered = digits > start && digits - start <= 2 && digits + 1 < text.size() &&
            (text[digits] == '.' || text[digits] == ')') && text[digits + 1] == ' ';
  return ordered ? digits + 2 : 0;
}

bool IsUnderline(std::string_view text) {
  text = Trim(text);
  return text.size() >= 3 && (text.find_first_not_of('=') == std::string_view::npos ||
                              text.find_first_not_of('-') == std::string_view::npos);
}

class TextOutliner {
 public:
  explicit TextOutliner(std::string_view text) : lines_(StyledText(text, 1).Lines()) {}

  Outline Make() {
    for (std::size_t i = 0; i < lines_.size();) i = ReadAt(i);
    FlushParagraph();
    return JoinPipeRows(std::move(outline_));
  }

 private:
  std::size_t ReadAt(std::size_t i) {
    const StyledText& line = lines_[i];
    if (IsBlank(line)) {
      FlushParagraph();
      return i + 1;
    }
    std::size_t end = i;
    if (auto table = ReadBareTable(lines_, i, end)) {
      FlushParagraph();
      outline_.push_back(std::move(*table));
      return end;
    }
    bool ordered = false;
    if (const std::size_t begin = ItemText(line.text(), ordered)) return ReadItem(i, begin, ordered);
    if (IsHeading(i)) return ReadHeadingLine(i);
    paragraph_.push_back(i);
    return i + 1;
  }

  std::size_t ReadItem(std::size_t i, std::size_t begin, bool ordered) {
    FlushParagraph();
    Piece piece;
    piece.kind = PieceKind::kListItem;
    piece.line = lines_[i].line();
    piece.text = lines_[i].Part(begin, lines_[i].text().size());
    piece.ordered = ordered;
    piece.level = 1 + static_cast<int>(std::min<std::size_t>(lines_[i].text().find_first_not_of(" \t") / 2, 8));
    outline_.push_back(std::move(piece));
    return i + 1;
  }

  // A short line by itself, or one that is underlined.
  bool IsHeading(std::size_t i) const {
    const std::string_view text = Trim(lines_[i].text());
    if (i + 1 < lines_.size() && IsUnderline(lines_[i + 1].text()) && text.size() < 120) return true;
    if (IsNamedPortLine(lines_[i])) return false;
    const bool alone = (i == 0 || IsBlank(lines_[i - 1])) && (i + 1 >= lines_.size() || IsBlank(lines_[i + 1]));
    if (!alone || text.size() > 100 || text.back() == '.' || text.back() == ':' || text.back() == ',') return false;
    return text.find('|') == std::string_view::npos && text.find(" | ") == std::string_view::npos;
  }

  std::size_t ReadHeadingLine(std::size_t i) {
    FlushParagraph();
    Piece piece;
    piece.kind = PieceKind::kHeading;
    piece.line = lines_[i].line();
    piece.text = lines_[i].Part(lines_[i].text().find_first_not_of(" \t#"), lines_[i].text().size());
    piece.level = 2;
    const bool underlined = i + 1 < lines_.size() && IsUnderline(lines_[i + 1].text());
    if (underlined && Trim(lines_[i + 1].text()).front() == '=') piece.level = 1;
    outline_.push_back(std::move(piece));
    return i + (underlined ? 2 : 1);
  }

  void FlushParagraph() {
    if (paragraph_.empty()) return;
    Piece piece;
    piece.line = lines_[paragraph_.front()].line();
    piece.text.set_line(piece.line);
    for (std::size_t i : paragraph_) {
      if (i != paragraph_.front()) piece.text.Append("\n", kPlain);
      piece.text.Append(lines_[i].text(), kPlain);
    }
    paragraph_.clear();
    outline_.push_back(std::move(piece));
  }

  std::vector<StyledText> lines_;
  std::vector<std::size_t> paragraph_;
  Outline outline_;
};

}  // namespace

Outline PlainTextOutline(std::string_view text) { return TextOutliner(text).Make(); }

int PlainTextClaims(std::string_view, std::string_view file) {
  const std::string name = Fold(file);
  return name.ends_with(".txt") || name.ends_with(".text") ? 60 : 20;
}

ResultOfMany<Document> ReadPlainText(std::string_view text, const std::string& file, const ReadOptions& options) {
  return ReadOutline(PlainTextOutline(text), text, file, options);
}

}  // namespace portlaw::readers
