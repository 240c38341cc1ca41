// SPDX-License-Identifier: Apache-2.0
#include "policy/text/names.h"

#include <strings.h>

#include <vector>

#include "policy/text/unicode.h"

namespace portlaw {

namespace {

constexpr std::string_view kNumber = "{n}";
constexpr char kNumberByte = '\x01';

bool IsSeparator(char c) { return c == ' ' || c == '\t' || c == '-' || c == '_' || c == '.'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Positions of `name` that can be reached by "{n}" from those in `from`: one or more digits further.
std::vector<bool> AfterNumber(const std::vector<bool>& from, std::string_view name) {
  std::vector<bool> to(from.size(), false);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (IsDigit(name[i]) && (from[i] || to[i])) to[i + 1] = true;
  }
  return to;
}

std::vector<bool> AfterByte(const std::vector<bool>& from, std::string_view name, char byte) {
  std::vector<bool> to(from.size(), false);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (from[i] && name[i] == byte) to[i + 1] = true;
  }
  return to;
}

}  // namespace

std::string_view WithoutIndex(std::string_view name) {
  const std::size_t end = name.find_last_not_of("0123456789");
  if (end == std::string_view::npos || end == 0 || end + 1 == name.size()) return {};
  return name[end] == '-' || name[end] == '_' ? name.substr(0, end) : std::string_view();
}

std::string NameKey(std::string_view name) {
  std::string key;
  for (char c : name) {
    if (!IsSeparator(c)) {
      key += Lower(c);
    } else if (!key.empty() && key.back() != '-') {
      key += '-';
    }
  }
  if (!key.empty() && key.back() == '-') key.pop_back();
  return key;
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

bool IsPattern(std::string_view container) { return container.find(kNumber) != std::string_view::npos; }

std::string Skeleton(std::string_view text, bool is_pattern) {
  std::string skeleton;
  for (std::size_t i = 0; i < text.size();) {
    const bool number = is_pattern && text.substr(i, kNumber.size()) == kNumber;
    if (number || IsDigit(text[i])) {
      if (skeleton.empty() || skeleton.back() != kNumberByte) skeleton += kNumberByte;
    } else {
      skeleton += text[i];
    }
    i += number ? kNumber.size() : 1;
  }
  return skeleton;
}

bool MatchesPattern(std::string_view pattern, std::string_view name) {
  if (pattern.size() > kMaxNameBytes || name.size() > kMaxNameBytes) return false;
  std::vector<bool> reached(name.size() + 1, false);
  reached[0] = true;
  for (std::size_t i = 0; i < pattern.size();) {
    const bool number = pattern.substr(i, kNumber.size()) == kNumber;
    reached = number ? AfterNumber(reached, name) : AfterByte(reached, name, pattern[i]);
    i += number ? kNumber.size() : 1;
  }
  return reached[name.size()];
}

}  // namespace portlaw
