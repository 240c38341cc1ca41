// SPDX-License-Identifier: Apache-2.0
#include "policy/text/printable.h"

#include <array>
#include <cstdio>

namespace portlaw {

namespace {

constexpr std::string_view kCut = "...";

struct Lead {
  std::size_t bytes;
  char32_t bits;      // the code's highest bits
  char32_t smallest;  // below it, the form is overlong
};

// What a first byte announces; bytes 0: it cannot be a first byte.
constexpr Lead Announced(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if ((byte & 0xe0) == 0xc0) return {2, byte & 0x1fU, 0x80};
  if ((byte & 0xf0) == 0xe0) return {3, byte & 0x0fU, 0x800};
  if ((byte & 0xf8) == 0xf0) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

constexpr bool InRange(char32_t code, char32_t first, char32_t last) { return first <= code && code <= last; }

std::string Formatted(const char* format, unsigned value) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, value);
  return buffer.data();
}

std::string Escaped(char first_byte, const Utf8Character& character) {
  if (character.valid && character.code >= 0x80) return Formatted("\\u{%x}", static_cast<unsigned>(character.code));
  switch (first_byte) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\\':
      return "\\\\";
    default:
      return Formatted("\\x%02x", static_cast<unsigned char>(first_byte));
  }
}

}  // namespace

Utf8Character FirstCharacter(std::string_view text) {
  const Lead lead = Announced(static_cast<unsigned char>(text.front()));
  if (lead.bytes == 0 || lead.bytes > text.size()) return {};
  char32_t code = lead.bits;
  for (std::size_t i = 1; i < lead.bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0) != 0x80) return {};
    code = code << 6 | (byte & 0x3fU);
  }
  if (code < lead.smallest || InRange(code, 0xd800, 0xdfff) || code > 0x10ffff) return {};
  return {code, lead.bytes, true};
}

bool IsPrintable(char32_t code) {
  if (code < 0x20 || InRange(code, 0x7f, 0x9f) || code == 0xad) return false;
  if (code == 0x61c || code == 0x180e || code == 0xfeff) return false;
  if (InRange(code, 0x200b, 0x200f) || InRange(code, 0x2028, 0x202e) || InRange(code, 0x2060, 0x206f)) return false;
  return !InRange(code, 0xfff9, 0xfffb) && !InRange(code, 0xe0000, 0xe0fff);
}

std::string Printable(std::string_view text, std::size_t max_bytes) {
  std::string result;
  std::size_t fits = 0;  // length up to which `result` leaves room for the mark of a cut
  while (!text.empty()) {
    const Utf8Character character = FirstCharacter(text);
    const bool as_is = character.valid && IsPrintable(character.code) && character.code != U'\\';
    result += as_is ? std::string(text.substr(0, character.bytes)) : Escaped(text.front(), character);
    if (result.size() > max_bytes) {
      result.resize(fits);
      return result.append(kCut.substr(0, max_bytes));
    }
    if (result.size() + kCut.size() <= max_bytes) fits = result.size();
    text.remove_prefix(character.bytes);
  }
  return result;
}

}  // namespace portlaw
