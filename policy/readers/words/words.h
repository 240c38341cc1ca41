// SPDX-License-Identifier: Apache-2.0
// Looks words up: what does this one mean, in whatever language it is?
#ifndef PORTLAW_POLICY_READERS_WORDS_WORDS_H_
#define PORTLAW_POLICY_READERS_WORDS_WORDS_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "policy/readers/words/concepts.h"

namespace portlaw::readers {

// A word, or several that make a phrase, in [begin, end) of a text; `concepts` holds one concept or none.
struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  Concepts concepts = 0;
};

// All words of `text` in order, phrases as one. Linear in the text.
std::vector<Word> FindWords(std::string_view text);

// What one folded word means; 0 for nothing known.
Concepts MeaningOf(std::string_view folded);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_WORDS_WORDS_H_
