// SPDX-License-Identifier: Apache-2.0
// Comparing words of many languages: without case and accents, and cut at their edges.
#ifndef PORTLAW_POLICY_READERS_FOLD_H_
#define PORTLAW_POLICY_READERS_FOLD_H_

#include <string>
#include <string_view>
#include <vector>

namespace portlaw::readers {

// Lower case for ASCII, Latin letters with accents (which are dropped: "Descripción" -> "descripcion", "cổng" ->
// "cong") and Cyrillic; other text unchanged.
std::string Fold(std::string_view text);

// Without white space at both ends.
std::string_view Trim(std::string_view text);
// Without white space and the characters of `drop` at both ends.
std::string_view Trim(std::string_view text, std::string_view drop);

// The word at or after `at`, which moves behind it; empty at the end.
std::string_view NextWord(std::string_view folded, std::size_t& at);

// Calls `word` with each run of letters and digits of a folded text; a run of CJK characters is one word.
template <class F>
void ForEachWord(std::string_view folded, F&& word) {
  for (std::size_t at = 0; at < folded.size();) {
    if (const std::string_view next = NextWord(folded, at); !next.empty()) word(next);
  }
}

std::vector<std::string> Words(std::string_view folded);

// Whether `word` is one of a list written "|first|second|".
bool IsOneOf(std::string_view word, std::string_view list);

// Folded letters and digits only: "Janua API" and "janua-api" are both "januaapi".
std::string Squeeze(std::string_view text);

// Whether the bytes at `offset` begin an em dash, en dash or one of their relatives; its length in bytes, else 0.
std::size_t DashAt(std::string_view text, std::size_t offset);
// The same for an arrow: "->", "=>", "→", "⇒", "➜", "➔".
std::size_t ArrowAt(std::string_view text, std::size_t offset);

// What many rows have in common (a name above them, a remark for all of them) is kept for each: not more than this.
inline constexpr std::size_t kLongestShared = 400;

// The first `bytes` of `text`, or a few less to end with a whole character (UTF-8).
std::string_view Beginning(std::string_view text, std::size_t bytes = kLongestShared);

bool IsDigit(char c);
bool IsAlpha(char c);  // ASCII
bool IsSpace(char c);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_FOLD_H_
