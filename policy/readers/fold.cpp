// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/fold.h"

#include <algorithm>

namespace portlaw::readers {
namespace {

bool StartsWithAt(std::string_view text, std::size_t offset, std::string_view what) {
  return text.substr(offset, what.size()) == what;
}

// U+00C0 to U+00FF by its second UTF-8 byte, 0x80 to 0xBF: the letter without its accent; '*' is not folded.
constexpr std::string_view kLatin1 =
    "aaaaaa*ceeeeiiii*nooooo*ouuuuy**"
    "aaaaaa*ceeeeiiii*nooooo*ouuuuy*y";

// U+0100 to U+017F: Polish, Czech, Turkish, Romanian, Azerbaijani, ...
constexpr std::string_view kLatinA =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkkllllllll"
    "llnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kLatinA.size() == 0x80);

// U+1EA0 to U+1EF9: Vietnamese.
constexpr std::string_view kVietnamese =
    "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy";
static_assert(kVietnamese.size() == 0x5A);

// The plain letter of one with an accent that begins `text`, and its length in bytes; 0 for any other character.
struct PlainLetter {
  char letter = 0;
  std::size_t bytes = 0;
};
PlainLetter WithoutAccent(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const auto lead = byte(0);
  const bool continued = (byte(1) & 0xC0) == 0x80;
  char letter = '*';
  if (!continued) return {};
  if (lead == 0xC3) letter = kLatin1[byte(1) - 0x80u];
  if (lead == 0xC4 || lead == 0xC5) letter = kLatinA[(lead - 0xC4u) * 0x40u + (byte(1) - 0x80u)];
  if (lead == 0xC6 && (byte(1) == 0xA0 || byte(1) == 0xA1)) letter = 'o';
  if (lead == 0xC6 && (byte(1) == 0xAF || byte(1) == 0xB0)) letter = 'u';
  if (letter != '*') return {letter, 2};
  if (lead != 0xE1 || (byte(2) & 0xC0) != 0x80) return {};
  const unsigned code = ((byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu)) + 0x1000u;
  if (code < 0x1EA0 || code >= 0x1EA0 + kVietnamese.size()) return {};
  return {kVietnamese[code - 0x1EA0], 3};
}

// One Cyrillic letter (two bytes, lead 0xD0 or 0xD1) in lower case.
void AppendCyrillic(unsigned char lead, unsigned char trail, std::string& out) {
  unsigned code = ((lead & 0x1Fu) << 6) | (trail & 0x3Fu);
  if (code >= 0x410 && code <= 0x42F) code += 0x20;
  if (code >= 0x400 && code <= 0x40F) code += 0x50;
  if (code == 0x451) code = 0x435;  // ё and е are one letter to most writers
  out.push_back(static_cast<char>(0xC0 | (code >> 6)));
  out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
}

bool IsWordByte(unsigned char c) { return c >= 0x80 || IsDigit(c) || IsAlpha(c); }

// Multi-byte characters that separate words: U+2010..U+203F (dashes, quotes, ellipsis), arrows, box drawing and
// symbols (E2 xx xx), CJK punctuation (E3 80 xx), full-width punctuation (EF BC 81..8F, 9A..A0), emoji (F0 ...).
std::size_t SeparatorAt(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(k < text.size() ? text[k] : 0); };
  if (byte(i) == 0xE2) return 3;
  if (byte(i) == 0xE3 && byte(i + 1) == 0x80) return 3;
  if (byte(i) == 0xEF) return 3;
  if (byte(i) >= 0xF0) return 4;
  if (byte(i) == 0xC2) return 2;
  return 0;
}

}  // namespace

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string Fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    const PlainLetter plain = c >= 0xC3 && c <= 0xE1 ? WithoutAccent(text.substr(i, 3)) : PlainLetter();
    if (plain.bytes > 0) {
      out.push_back(plain.letter);
      i += plain.bytes - 1;
    } else if ((c == 0xD0 || c == 0xD1) && (next & 0xC0) == 0x80) {
      AppendCyrillic(c, next, out);
      ++i;
    } else {
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : text[i]);
    }
  }
  return out;
}

std::string_view Trim(std::string_view text) { return Trim(text, ""); }

std::string_view Trim(std::string_view text, std::string_view drop) {
  const auto dropped = [&](char c) { return IsSpace(c) || drop.find(c) != std::string_view::npos; };
  while (!text.empty() && dropped(text.front())) text.remove_prefix(1);
  while (!text.empty() && dropped(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view NextWord(std::string_view folded, std::size_t& at) {
  std::size_t begin = std::string_view::npos;
  while (at < folded.size()) {
    const std::size_t separator = SeparatorAt(folded, at);
    const bool word = separator == 0 && IsWordByte(static_cast<unsigned char>(folded[at]));
    if (!word && begin != std::string_view::npos) break;
    if (word && begin == std::string_view::npos) begin = at;
    at += separator > 0 ? separator : 1;
  }
  at = std::min(at, folded.size());
  return begin == std::string_view::npos ? std::string_view() : folded.substr(begin, at - begin);
}

std::vector<std::string> Words(std::string_view folded) {
  std::vector<std::string> words;
  ForEachWord(folded, [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

bool IsOneOf(std::string_view word, std::string_view list) {
  return list.find("|" + std::string(word) + "|") != std::string_view::npos;
}

std::string Squeeze(std::string_view text) {
  std::string out;
  ForEachWord(Fold(text), [&](std::string_view word) { out += word; });
  return out;
}

std::string_view Beginning(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::size_t DashAt(std::string_view text, std::size_t offset) {
  for (std::string_view dash : {"–", "—", "‑", "−", "‐", "―", "－"}) {
    if (StartsWithAt(text, offset, dash)) return dash.size();
  }
  return 0;
}

std::size_t ArrowAt(std::string_view text, std::size_t offset) {
  for (std::string_view arrow : {"->", "=>", "→", "⇒", "➜", "➔", "⟶", "➡"}) {
    if (StartsWithAt(text, offset, arrow)) return arrow.size();
  }
  return 0;
}

}  // namespace portlaw::readers
