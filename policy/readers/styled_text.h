// SPDX-License-Identifier: Apache-2.0
// Text of a document with what its mark-up said about it, and the line of every byte.
#ifndef PORTLAW_POLICY_READERS_STYLED_TEXT_H_
#define PORTLAW_POLICY_READERS_STYLED_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portlaw::readers {

enum Style : std::uint8_t { kPlain = 0, kCode = 1, kStrong = 2, kEmphasis = 4, kLink = 8, kStruck = 16 };

// Plain characters; `style` has one mask of Style for each byte. A newline stands where the source has one, so that
// `line` (that of the first byte) and the text give the line of every byte.
class StyledText {
 public:
  StyledText() = default;
  StyledText(std::string_view text, int line) : line_(line) { Append(text, kPlain); }

  void Append(std::string_view text, std::uint8_t style);
  void Append(const StyledText& part);
  void set_line(int line) { line_ = line; }

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  int line() const { return line_; }
  std::uint8_t StyleAt(std::size_t offset) const { return offset < style_.size() ? style_[offset] : 0; }

  // The part [begin, end) with its styles and line.
  StyledText Part(std::size_t begin, std::size_t end) const;

  // Parts at the newlines; never empty of parts.
  std::vector<StyledText> Lines() const;

  // The line of the byte at `offset`.
  int LineAt(std::size_t offset) const;

  // The part without struck-through text.
  StyledText WithoutStruck() const;
  bool HasStruck() const;

 private:
  std::string text_;
  std::vector<std::uint8_t> style_;
  std::vector<std::size_t> newlines_;  // their offsets, ascending
  int line_ = 0;
};

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_STYLED_TEXT_H_
