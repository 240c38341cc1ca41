// SPDX-License-Identifier: Apache-2.0
#include "policy/text/nearest_word.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace portlaw {

namespace {

constexpr std::size_t kComparedBytes = 64;

std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::string_view NearestWord(std::string_view text, std::span<const std::string_view> words) {
  text = text.substr(0, kComparedBytes);
  std::string_view nearest;
  std::size_t least = text.size() / 2 + 1;
  for (std::string_view word : words) {
    const std::size_t distance = Distance(text, word);
    if (distance >= least || distance >= word.size()) continue;
    least = distance;
    nearest = word;
  }
  return nearest;
}

std::string Enumerate(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace portlaw
