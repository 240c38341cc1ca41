// SPDX-License-Identifier: Apache-2.0
#include "policy/text/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace portlaw {
namespace {

bool IsBetween(char32_t code, char32_t first, char32_t last) { return first <= code && code <= last; }

bool IsCjk(char32_t code) {
  return IsBetween(code, 0x3040, 0x30FF) || IsBetween(code, 0x3400, 0x9FFF) || IsBetween(code, 0xAC00, 0xD7AF) ||
         IsBetween(code, 0x31F0, 0x31FF) || IsBetween(code, 0xF900, 0xFAFF) || IsBetween(code, 0x20000, 0x3FFFF) ||
         code == 0x3005;
}

bool IsLetter(char32_t code) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
      return true;
    default:
      return false;
  }
}

void Append(char32_t code, std::string& out) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

// Letters with a stroke have no decomposition.
char32_t WithoutStroke(char32_t code) {
  switch (code) {
    case 0x111:
      return 'd';
    case 0x127:
      return 'h';
    case 0x131:
      return 'i';
    case 0x142:
      return 'l';
    case 0xF8:
      return 'o';
    default:
      return code;
  }
}

bool HasAccents(char32_t code) {  // of Latin, and the Cyrillic io
  return IsBetween(code, 0xC0, 0x24F) || IsBetween(code, 0x1E00, 0x1EFF) || code == 0x401 || code == 0x451;
}

void AppendFolded(char32_t code, std::string& out) {
  int options = UTF8PROC_CASEFOLD;
  if (HasAccents(code)) options |= UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK;
  std::array<utf8proc_int32_t, 8> folded{};
  int last_class = UTF8PROC_BOUNDCLASS_START;
  const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(code), folded.data(), folded.size(),
                                             static_cast<utf8proc_option_t>(options), &last_class);
  for (utf8proc_ssize_t i = 0; i < std::min<utf8proc_ssize_t>(count, folded.size()); ++i) {
    const char32_t one = WithoutStroke(static_cast<char32_t>(folded[static_cast<std::size_t>(i)]));
    if (!IsBetween(one, 0x300, 0x36F)) Append(one, out);  // a mark by itself, as in decomposed text
  }
}

}  // namespace

bool IsOneOf(std::string_view word, std::string_view list) {
  return list.find("|" + std::string(word) + "|") != std::string_view::npos;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsAlpha(char c) { return IsLower(c) || IsUpper(c); }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Character CharacterAt(std::string_view text, std::size_t offset) {
  const char first = text[offset];
  if (static_cast<unsigned char>(first) < 0x80) {
    return {static_cast<char32_t>(first), 1, true, IsDigit(first) || IsAlpha(first), false};
  }
  utf8proc_int32_t code = 0;
  const std::string_view rest = text.substr(offset, 4);
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(rest.data()),
                                       static_cast<utf8proc_ssize_t>(rest.size()), &code);
  if (length <= 0) return {};
  const auto point = static_cast<char32_t>(code);
  return {point, static_cast<std::size_t>(length), true, IsLetter(point), IsCjk(point)};
}

std::string Fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      out += IsUpper(text[i]) ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
      ++i;
      continue;
    }
    const Character character = CharacterAt(text, i);
    if (character.valid) {
      AppendFolded(character.code, out);
    } else {
      out += text[i];
    }
    i += character.bytes;
  }
  return out;
}

std::string WithoutWidth(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0xC2) {
      out += text[i++];
      continue;
    }
    const Character character = CharacterAt(text, i);
    if (IsBetween(character.code, 0xFF01, 0xFF5E)) {
      out += static_cast<char>(character.code - 0xFF01 + '!');
    } else if (character.code == 0x3000 || character.code == 0xA0) {
      out += ' ';
    } else {
      out.append(text, i, character.bytes);
    }
    i += character.bytes;
  }
  return out;
}

std::size_t FirstBroken(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    const Character character = CharacterAt(text, i);
    if (!character.valid) return i;
    i += character.bytes;
  }
  return std::string_view::npos;
}

std::string_view Trim(std::string_view text, std::string_view drop) {
  const auto dropped = [&](char c) { return IsSpace(c) || drop.find(c) != std::string_view::npos; };
  while (!text.empty() && dropped(text.front())) text.remove_prefix(1);
  while (!text.empty() && dropped(text.back())) text.remove_suffix(1);
  return text;
}

std::string Squeeze(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const Character character = CharacterAt(text, i);
    if (character.letter) out += text.substr(i, character.bytes);
    i += character.bytes;
  }
  return Fold(out);
}

std::string_view Beginning(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

}  // namespace portlaw
