// SPDX-License-Identifier: Apache-2.0
// "Did you mean ...?"
#ifndef PORTLAW_POLICY_TEXT_NEAREST_WORD_H_
#define PORTLAW_POLICY_TEXT_NEAREST_WORD_H_

#include <span>
#include <string>
#include <string_view>

namespace portlaw {

// The word that takes the fewest single-letter edits to become `text` (Levenshtein); the first of several, and
// empty where even that one would be another word. Only the first 64 bytes of `text` count.
std::string_view NearestWord(std::string_view text, std::span<const std::string_view> words);

// "a, b or c".
std::string Enumerate(std::span<const std::string_view> words);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_TEXT_NEAREST_WORD_H_
