// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/styled_text.h"

#include <algorithm>

namespace portlaw::readers {

void StyledText::Append(std::string_view text, std::uint8_t style) {
  for (std::size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1)) {
    newlines_.push_back(text_.size() + i);
  }
  text_.append(text);
  style_.resize(text_.size(), style);
}

void StyledText::Append(const StyledText& part) {
  const std::size_t before = text_.size();
  Append(part.text_, kPlain);
  std::copy(part.style_.begin(), part.style_.end(), style_.begin() + before);
}

StyledText StyledText::Part(std::size_t begin, std::size_t end) const {
  begin = std::min(begin, text_.size());
  end = std::clamp(end, begin, text_.size());
  StyledText part;
  part.Append(std::string_view(text_).substr(begin, end - begin), kPlain);
  part.style_.assign(style_.begin() + begin, style_.begin() + end);
  part.line_ = LineAt(begin);
  return part;
}

std::vector<StyledText> StyledText::Lines() const {
  std::vector<StyledText> lines;
  std::size_t begin = 0;
  for (std::size_t newline : newlines_) {
    lines.push_back(Part(begin, newline));
    begin = newline + 1;
  }
  lines.push_back(Part(begin, text_.size()));
  return lines;
}

int StyledText::LineAt(std::size_t offset) const {
  return line_ + static_cast<int>(std::lower_bound(newlines_.begin(), newlines_.end(), offset) - newlines_.begin());
}

StyledText StyledText::WithoutStruck() const {
  if (!HasStruck()) return *this;
  StyledText kept;
  kept.line_ = line_;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if ((style_[i] & kStruck) == 0 || text_[i] == '\n') kept.Append(std::string_view(text_).substr(i, 1), style_[i]);
  }
  return kept;
}

bool StyledText::HasStruck() const {
  return std::any_of(style_.begin(), style_.end(), [](std::uint8_t style) { return (style & kStruck) != 0; });
}

}  // namespace portlaw::readers
