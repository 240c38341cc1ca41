// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/markers.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "policy/readers/fold.h"
#include "policy/readers/lexicon.h"

namespace portlaw::readers {
namespace {

bool IsNothing(std::string_view folded) {
  static const std::unordered_set<std::string_view> kNothings{"used",    "in use",
                                                              "active",  "yes",
                                                              "no",      "ok",
                                                              "enabled", "disabled",
                                                              "true",    "false",
                                                              "x",       "inactive",
                                                              "running", "n/a",
                                                              "na",      "none",
                                                              "null",    "nil",
                                                              "tbd",     "tba",
                                                              "todo",    "ninguno",
                                                              "ninguna", "nenhum",
                                                              "нет",     "无",
                                                              "無",      "なし",
                                                              "없음",    "—",
                                                              "unknown", "?",
                                                              "no port", "not applicable",
                                                              "running"};
  return folded.size() <= 16 && kNothings.count(Trim(folded, "()*_`- ")) > 0;
}

}  // namespace

Marker MarkerOf(std::string_view text) {
  const std::string folded = Fold(text);
  const auto is_letter = [](char c) { return IsAlpha(c) || IsDigit(c) || static_cast<unsigned char>(c) >= 0x80; };
  if (std::none_of(folded.begin(), folded.end(), is_letter)) return Marker::kNothing;
  if (IsNothing(folded)) return Marker::kNothing;
  const Concepts all = ConceptsOfFolded(folded);
  if (!Has(all, kWordNever | kWordReserved | kWordFree | kWordFuture | kWordNext)) {
    return folded.size() <= 16 && Words(folded).empty() ? Marker::kNothing : Marker::kName;
  }
  const std::vector<std::string> words = Words(folded);
  if (words.empty()) return Marker::kNothing;
  const Concepts front = ConceptsOf(words.front());
  const std::size_t aside_at = std::min(folded.find('('), folded.size());
  const bool at_front =
      aside_at == 0 || Has(ConceptsOfFolded(std::string_view(folded).substr(0, aside_at)), kWordNever);
  if (at_front && Has(all, kWordNever) && (Has(front, kWordNever) || words.size() <= 6)) return Marker::kNever;
  if (const std::size_t open = folded.find('('); open != std::string::npos && open > 0) {
    const Concepts aside = ConceptsOf(std::string_view(folded).substr(open));
    // "orders (PROTECTED)" has its port, and nobody else may.
    const bool theirs = folded.find("(protected") != std::string::npos;
    if (Has(aside, kWordNever) && !Has(aside, kWordConflict) && !theirs) return Marker::kNever;
  }
  if (Has(front, kWordReserved)) return Marker::kReserved;
  // "Available - for the ledger"
  const std::string_view after =
      Trim(std::string_view(folded).substr(folded.find(words.front()) + words.front().size()), "*_`");
  if (Has(front, kWordFree) && (after.substr(0, 2) == "- " || DashAt(after, 0) > 0 || after.substr(0, 4) == "for ")) {
    return Marker::kFree;
  }
  if (AllWordsAre(folded, kWordNext | kWordFree | kWordPort | kWordService) && Has(front, kWordNext))
    return Marker::kFree;
  constexpr Concepts kFiller = kWordFree | kWordFuture | kWordPort | kWordRange | kWordService | kWordProject |
                               kWordSlot | kWordNext | kWordPurpose | kWordReserved | kWordStatus;
  const auto all_filler = [&] {
    for (const std::string& word : words) {
      static constexpr std::string_view kJoin = "|for|the|of|and|or|to|be|new|para|de|use|more|в|для|";
      if (!Has(ConceptsOf(word), kFiller) && kJoin.find("|" + word + "|") == std::string_view::npos) return false;
    }
    return true;
  };
  if (Has(all, kWordReserved) && all_filler()) return Marker::kReserved;
  if (Has(all, kWordFree) && all_filler()) return Marker::kFree;
  if (Has(front, kWordFuture) && (all_filler() || words.size() <= 3)) return Marker::kReserved;
  return Marker::kName;
}

}  // namespace portlaw::readers
