// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/source/markup_limits.h"

#include <algorithm>
#include <cstddef>

#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

constexpr std::size_t kMostCells = 1000;          // of a line: each is looked for from the first (cmark_llist_append)
constexpr std::size_t kMostFilledIn = 500'000;    // cells that short rows leave out and the table makes
constexpr std::size_t kMostInstructions = 256;    // "<?" and "<!": each is followed until its end is found
constexpr std::size_t kMostReadAgain = 64 << 20;  // bytes: at each rule the paragraph above is tried as a header

// "|---|:--:|", also inside of quotations and lists.
bool IsRule(std::string_view line) {
  const std::string_view rule = line.substr(std::min(line.find_first_not_of(" \t>*+"), line.size()));
  return rule.find('-') != std::string_view::npos && rule.find_first_not_of("|-: \t\r") == std::string_view::npos;
}

class Counter {
 public:
  // Why the line is too much; null if it is not.
  const char* Count(std::string_view line) {
    const std::size_t cells = 1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), '|'));
    for (std::size_t at = line.find('<'); at != std::string_view::npos; at = line.find('<', at + 1)) {
      const std::string_view open = line.substr(at, 3);
      instructions_ += open.starts_with("<?") || (open.starts_with("<!") && open != "<!-");
    }
    if (Trim(line, ">").empty()) {
      paragraph_ = columns_ = 0;
    } else {
      CountRow(line, cells);
    }
    if (cells > kMostCells) return "this line has too many columns for a table";
    if (filled_in_ > kMostFilledIn) return "the rows of the tables lack too many cells";
    if (instructions_ > kMostInstructions) return "there is too much \"<?\" and \"<!\"";
    return read_again_ > kMostReadAgain ? "there are too many rules in one paragraph" : nullptr;
  }

 private:
  void CountRow(std::string_view line, std::size_t cells) {
    paragraph_ += line.size();
    if (columns_ > cells) filled_in_ += columns_ - cells;
    if (!IsRule(line)) return;
    columns_ = std::max(columns_, cells);
    read_again_ += paragraph_;
  }

  std::size_t paragraph_ = 0;  // bytes since the last blank line
  std::size_t columns_ = 0;    // of the widest rule since then
  std::size_t instructions_ = 0, filled_in_ = 0, read_again_ = 0;
};

}  // namespace

std::optional<Error> CheckMarkup(std::string_view text, const std::string& file) {
  Counter counter;
  int number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    ++number;
    if (const char* what = counter.Count(text.substr(begin, end - begin))) {
      return Error{{file, number}, what, "a registry needs less; split it"};
    }
    begin = end + 1;
  }
  return std::nullopt;
}

}  // namespace portlaw::readers
