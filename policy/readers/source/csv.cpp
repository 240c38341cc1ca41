// SPDX-License-Identifier: Apache-2.0
// Comma-separated values (RFC 4180), also with semicolons or tabs between them.
#include <algorithm>
#include <array>

#include "policy/readers/source/lines.h"
#include "policy/readers/source/source.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

constexpr std::size_t kMostCellsOfALine = 1000;

// The separator that the first line has most of.
char SeparatorOf(std::string_view line) {
  constexpr std::array<char, 4> kSeparators{',', ';', '\t', '|'};
  return *std::max_element(kSeparators.begin(), kSeparators.end(), [line](char a, char b) {
    return std::count(line.begin(), line.end(), a) < std::count(line.begin(), line.end(), b);
  });
}

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  Records Read() {
    while (pos_ < text_.size()) ReadLine();
    return std::move(records_);
  }

 private:
  void ReadLine() {
    const int line = line_;
    const std::string_view rest = text_.substr(pos_, text_.find('\n', pos_) - pos_);
    if (Trim(rest).empty() || rest.front() == '#') return SkipLine(rest);
    if (separator_ == 0) separator_ = SeparatorOf(rest);
    std::vector<StyledText> cells;
    while (ReadCell(cells, line)) {
    }
    AddRow(header_ ? Shape::kHeader : Shape::kRow, std::move(cells), line, records_);
    header_ = false;
  }

  void SkipLine(std::string_view rest) {
    if (!Trim(rest).empty()) records_.Add(Shape::kComment, Text(Trim(rest, "#"), line_));
    pos_ = std::min(pos_ + rest.size() + 1, text_.size());
    ++line_;
  }

  // False at the end of the line, which it passes.
  bool ReadCell(std::vector<StyledText>& cells, int line) {
    std::string cell;
    const bool quoted = pos_ < text_.size() && text_[pos_] == '"';
    if (quoted) ReadQuoted(cell);
    while (pos_ < text_.size() && text_[pos_] != separator_ && text_[pos_] != '\n') cell += text_[pos_++];
    if (cells.size() < kMostCellsOfALine) cells.emplace_back(Trim(cell), line);
    const bool more = pos_ < text_.size() && text_[pos_] == separator_;
    line_ += pos_ < text_.size() && !more;
    ++pos_;
    return more;
  }

  void ReadQuoted(std::string& cell) {
    for (++pos_; pos_ < text_.size(); ++pos_) {
      if (text_[pos_] == '"' && text_.substr(pos_, 2) != "\"\"") break;
      if (text_[pos_] == '"') ++pos_;
      line_ += text_[pos_] == '\n';
      cell += text_[pos_] == '\n' ? ' ' : text_[pos_];
    }
    pos_ = std::min(pos_ + 1, text_.size());
  }

  std::string_view text_;
  std::size_t pos_ = 0;
  int line_ = 1;
  char separator_ = 0;
  bool header_ = true;
  Records records_;
};

}  // namespace

Result<Records> CsvRecords(std::string_view text, const std::string&) { return CsvReader(text).Read(); }

}  // namespace portlaw::readers
