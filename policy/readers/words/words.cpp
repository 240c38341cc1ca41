// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/words/words.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>

#include "policy/readers/words/chinese.h"
#include "policy/readers/words/dutch.h"
#include "policy/readers/words/english.h"
#include "policy/readers/words/french.h"
#include "policy/readers/words/german.h"
#include "policy/readers/words/italian.h"
#include "policy/readers/words/japanese.h"
#include "policy/readers/words/korean.h"
#include "policy/readers/words/polish_and_czech.h"
#include "policy/readers/words/portuguese.h"
#include "policy/readers/words/russian.h"
#include "policy/readers/words/spanish.h"
#include "policy/readers/words/swedish_and_danish.h"
#include "policy/readers/words/turkish.h"
#include "policy/readers/words/vietnamese_and_indonesian.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

constexpr std::span<const WordList> kLanguages[] = {
    words::kEnglish, words::kSpanish, words::kPortuguese,     words::kFrench,           words::kItalian,
    words::kGerman,  words::kDutch,   words::kPolishAndCzech, words::kTurkish,          words::kVietnameseAndIndonesian,
    words::kRussian, words::kChinese, words::kJapanese,       words::kSwedishAndDanish, words::kKorean,
};

template <class F>
constexpr void ForEachEntry(F&& entry) {
  for (const std::span<const WordList> language : kLanguages) {
    for (const WordList& list : language) {
      for (std::size_t begin = 0; begin < list.words.size();) {
        const std::size_t end = std::min(list.words.find('|', begin), list.words.size());
        entry(list.words.substr(begin, end - begin), list.concept_of);
        begin = end + 1;
      }
    }
  }
}

constexpr std::size_t CountEntries() {
  std::size_t count = 0;
  ForEachEntry([&](std::string_view, Concept) { ++count; });
  return count;
}

constexpr std::uint64_t HashOf(std::string_view word) {
  std::uint64_t hash = 14695981039346656037ull;  // FNV-1a
  for (char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

// The low byte is the concept, so that two concepts of one word stand side by side when sorted.
constexpr bool EachWordHasOneConcept() {
  std::array<std::uint64_t, CountEntries()> keys{};
  std::size_t count = 0;
  ForEachEntry([&](std::string_view word, Concept concept_of) {
    keys[count++] = HashOf(word) << 8 | static_cast<std::uint64_t>(concept_of);
  });
  std::sort(keys.begin(), keys.end());
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (keys[i - 1] >> 8 == keys[i] >> 8 && keys[i - 1] != keys[i]) return false;
  }
  return true;
}
static_assert(EachWordHasOneConcept(), "a word stands under two concepts; look for it in policy/readers/words/");

// A run of letters and digits of one script, as written at [begin, end) and folded.
struct Run {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string folded;
  bool cjk = false;  // written without spaces
};

std::vector<Run> SplitRuns(std::string_view text) {
  std::vector<Run> runs;
  bool open = false;
  for (std::size_t i = 0; i < text.size();) {
    const Character character = CharacterAt(text, i);
    if (!character.letter) {
      open = false;
    } else if (open && runs.back().cjk == character.cjk) {
      runs.back().end = i + character.bytes;
    } else {
      runs.push_back({i, i + character.bytes, {}, character.cjk});
      open = true;
    }
    i += character.bytes;
  }
  for (Run& run : runs) run.folded = Fold(text.substr(run.begin, run.end - run.begin));
  return runs;
}

// Between the words of a phrase nothing stands but these.
bool JoinsPhrase(std::string_view between) {
  return between.size() <= 3 && between.find_first_not_of(" \t\n-_'/.*`") == std::string_view::npos &&
         between.find(". ") == std::string_view::npos;
}

struct Phrase {
  std::vector<std::string> rest;  // the words after the first
  bool open = false;              // the last one is a beginning
  Concepts concepts = 0;
};

class Dictionary {
 public:
  Dictionary() {
    ForEachEntry([this](std::string_view word, Concept concept_of) { Add(word, Of(concept_of)); });
    for (auto& [first, phrases] : phrases_) {
      std::stable_sort(phrases.begin(), phrases.end(),
                       [](const Phrase& a, const Phrase& b) { return a.rest.size() > b.rest.size(); });
    }
  }

  // What the run at `at` means; `used` is how many runs that takes.
  Concepts Find(std::string_view text, const std::vector<Run>& runs, std::size_t at, std::size_t& used) const {
    used = 1;
    const std::string& word = runs[at].folded;
    if (const auto found = phrases_.find(word); found != phrases_.end()) {
      for (const Phrase& phrase : found->second) {
        if (!Matches(phrase, text, runs, at)) continue;
        used = 1 + phrase.rest.size();
        return phrase.concepts;
      }
    }
    return OfWord(word);
  }

  Concepts OfWord(std::string_view word) const {
    if (const auto found = words_.find(word); found != words_.end()) return found->second;
    return Beginning(word);
  }

  // The longest word of a script without spaces that begins `text`; 0 if none does.
  std::size_t FindInner(std::string_view text, Concepts& concepts) const {
    for (std::size_t length = std::min(text.size(), longest_inner_); length > 0; --length) {
      const auto found = words_.find(text.substr(0, length));
      if (found == words_.end()) continue;
      concepts = found->second;
      return length;
    }
    return 0;
  }

 private:
  void Add(std::string_view entry, Concepts concepts) {
    const bool open = entry.back() == '*';
    if (open) entry.remove_suffix(1);
    const std::size_t space = entry.find(' ');
    if (space != std::string_view::npos) return AddPhrase(entry, open, concepts);
    if (open) return beginnings_[static_cast<unsigned char>(entry.front())].push_back({entry, concepts});
    if (CharacterAt(entry, 0).cjk) longest_inner_ = std::max(longest_inner_, entry.size());
    words_.emplace(entry, concepts);
  }

  void AddPhrase(std::string_view entry, bool open, Concepts concepts) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin < entry.size();) {
      const std::size_t end = std::min(entry.find(' ', begin), entry.size());
      parts.emplace_back(entry.substr(begin, end - begin));
      begin = end + 1;
    }
    Phrase phrase{{parts.begin() + 1, parts.end()}, open, concepts};
    phrases_[parts.front()].push_back(std::move(phrase));
  }

  static bool Matches(const Phrase& phrase, std::string_view text, const std::vector<Run>& runs, std::size_t at) {
    if (at + phrase.rest.size() >= runs.size()) return false;
    for (std::size_t i = 0; i < phrase.rest.size(); ++i) {
      const Run& before = runs[at + i];
      const Run& run = runs[at + i + 1];
      if (!JoinsPhrase(text.substr(before.end, run.begin - before.end))) return false;
      const bool last = i + 1 == phrase.rest.size();
      const bool begins = last && (phrase.open || run.cjk) && run.folded.starts_with(phrase.rest[i]);
      if (run.folded != phrase.rest[i] && !begins) return false;
    }
    return true;
  }

  Concepts Beginning(std::string_view word) const {
    const auto found = beginnings_.find(static_cast<unsigned char>(word.front()));
    if (found == beginnings_.end()) return 0;
    for (const auto& [beginning, concepts] : found->second) {
      if (word.starts_with(beginning)) return concepts;
    }
    return 0;
  }

  std::unordered_map<std::string_view, Concepts> words_;
  std::unordered_map<std::string, std::vector<Phrase>> phrases_;
  std::unordered_map<unsigned char, std::vector<std::pair<std::string_view, Concepts>>> beginnings_;
  std::size_t longest_inner_ = 0;
};

const Dictionary& TheDictionary() {
  static const Dictionary dictionary;
  return dictionary;
}

// The words in a run of a script without spaces; what is between known words is a word of no concept.
void AddInner(const Run& run, std::string_view text, std::vector<Word>& found) {
  bool open = false;
  for (std::size_t i = run.begin; i < run.end;) {
    Concepts concepts = 0;
    const std::size_t length = TheDictionary().FindInner(text.substr(i, run.end - i), concepts);
    const std::size_t bytes = length > 0 ? length : CharacterAt(text, i).bytes;
    if (length > 0) {
      found.push_back({i, i + length, concepts});
      open = false;
    } else if (open) {
      found.back().end = i + bytes;
    } else {
      found.push_back({i, i + bytes, 0});
      open = true;
    }
    i += bytes;
  }
}

}  // namespace

Concepts MeaningOf(std::string_view folded) { return folded.empty() ? 0 : TheDictionary().OfWord(folded); }

std::vector<Word> FindWords(std::string_view text) {
  std::vector<Word> found;
  const std::vector<Run> runs = SplitRuns(text);
  found.reserve(runs.size());
  for (std::size_t i = 0; i < runs.size();) {
    std::size_t used = 1;
    const Concepts concepts = TheDictionary().Find(text, runs, i, used);
    if (runs[i].cjk && concepts == 0) {
      AddInner(runs[i], text, found);
    } else {
      found.push_back({runs[i].begin, runs[i + used - 1].end, concepts});
    }
    i += used;
  }
  return found;
}

}  // namespace portlaw::readers
