// SPDX-License-Identifier: Apache-2.0
// Characters and words of many languages: read as UTF-8, compared without case and accents, cut at their edges.
#ifndef PORTLAW_POLICY_TEXT_UNICODE_H_
#define PORTLAW_POLICY_TEXT_UNICODE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace portlaw {

// ASCII only.
// Is `word` one of "|these|words|"?
bool IsOneOf(std::string_view word, std::string_view list);
bool IsDigit(char c);
bool IsAlpha(char c);
bool IsLower(char c);
bool IsUpper(char c);
bool IsSpace(char c);

// The character at `offset`, which must be before the end. `bytes` is at least 1; a byte that is no UTF-8 (RFC 3629:
// no overlong forms, no surrogates) is a character by itself, and not valid.
struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
  bool letter = false;  // or a digit, or a mark on one
  bool cjk = false;     // of a script that parts no words by spaces, or Hangul
};
Character CharacterAt(std::string_view text, std::size_t offset);

// Without case and, in Latin and Cyrillic, without accents: "Descripción" -> "descripcion".
std::string Fold(std::string_view text);

// Full-width letters, digits and signs as ASCII ones, no-break and ideographic spaces as spaces: "４１００：ＡＰＩ" ->
// "4100:API". Keeps every newline.
std::string WithoutWidth(std::string_view text);

// The offset of the first byte that is no UTF-8, or npos.
std::size_t FirstBroken(std::string_view text);

// Without white space, and without the characters of `drop`, at both ends.
std::string_view Trim(std::string_view text, std::string_view drop = {});

// Folded letters and digits only: "Janua API" and "janua-api" are both "januaapi".
std::string Squeeze(std::string_view text);

// The first `bytes` of `text`, or a few less to end with a whole character.
std::string_view Beginning(std::string_view text, std::size_t bytes);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_TEXT_UNICODE_H_
