// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/title_match.h"

#include <algorithm>

#include "policy/readers/fold.h"
#include "policy/readers/lexicon.h"

namespace portlaw::readers {

TitleMatch MatchTitle(std::string_view title, const std::vector<std::string>& names) {
  std::vector<std::string> candidates{Squeeze(title)};
  for (const std::string& word : Words(Fold(title))) {
    if (word.size() >= 3 && !Has(ConceptsOf(word), kWordService | kWordRole | kWordEnvironmentName)) {
      candidates.push_back(word);
    }
  }
  TitleMatch best{0, names.size()};
  for (const std::string& candidate : candidates) {
    if (candidate.empty()) continue;
    const auto named = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
      return name.size() >= candidate.size() && name.compare(0, candidate.size(), candidate) == 0;
    });
    best.named = std::max(best.named, static_cast<std::size_t>(named));
  }
  return best;
}

}  // namespace portlaw::readers
