// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/names.h"

#include <algorithm>

#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

// Whether `code` decorates a name and is no part of it: emoji, arrows, boxes, dashes, quotation marks.
bool IsDecoration(char32_t code) {
  if (code < 0x80) {
    return std::string_view("`*_:-|=,;#~>.\"'/&+").find(static_cast<char>(code)) != std::string_view::npos;
  }
  const bool symbol = (code >= 0x2000 && code <= 0x2BFF) || (code >= 0x3000 && code <= 0x303F) || code >= 0x1F000 ||
                      (code >= 0xA1 && code <= 0xBF) || (code >= 0xFE00 && code <= 0xFE0F);
  return symbol;
}

std::size_t DecorationAtBack(std::string_view text) {
  std::size_t begin = text.size() - 1;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  if (text.substr(begin) == "+") return 0;  // "C++"
  return IsDecoration(CharacterAt(text, begin).code) ? text.size() - begin : 0;
}

std::string_view TrimDecoration(std::string_view text) {
  text = Trim(text);
  while (!text.empty()) {
    const Character first = CharacterAt(text, 0);
    if (!IsDecoration(first.code)) break;
    text = Trim(text.substr(first.bytes));
  }
  while (!text.empty()) {
    const std::size_t bytes = DecorationAtBack(text);
    if (bytes == 0) break;
    text = Trim(text.substr(0, text.size() - bytes));
  }
  return text;
}

// "1.", "2.3", "3)" before a title.
std::string_view WithoutNumbering(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && (IsDigit(text[i]) || text[i] == '.')) ++i;
  const bool nested = text.substr(0, i).find('.') != std::string_view::npos;  // "3.2 Gateways"
  const bool closed = i > 0 && i < text.size() && (text[i - 1] == '.' || text[i] == ')' || nested);
  if (!closed || i > 6) return text;
  if (text[i] == ')') ++i;
  if (i < text.size() && !IsSpace(text[i])) return text;
  return Trim(text.substr(i));
}

// "Layer 1: Soil" is "Soil".
std::string_view WithoutLayerNumber(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.find(" - "));
  if (colon == std::string_view::npos || colon > 20) return text;
  const std::string_view before = text.substr(0, colon);
  const std::size_t space = before.find(' ');
  if (space == std::string_view::npos || before.size() - space > 4) return text;
  if (!Has(MeaningOf(Fold(before.substr(0, space))), Concept::kLayer) || before.find(' ', space + 1) != before.npos) {
    return text;
  }
  return Trim(text.substr(colon + 1), "-");
}

constexpr Concepts kSentenceConcepts = Of(Concept::kSentence, Concept::kPast);

// Whether a text of several words begins with one that tells somebody to do something.
bool IsInstruction(Span text) {
  const Concepts first = text.words().front().concepts;
  if (Has(first, Concept::kVerb, Concept::kExample, Concept::kNever, Concept::kTo, Concept::kAnd, Concept::kSmall,
          Concept::kFor, Concept::kHowTo, Concept::kListens)) {
    return true;
  }
  if (!Has(first, Concept::kVerbOrName, Concept::kAll)) return false;
  // "open the browser" is one, "Open WebUI" is a name.
  const std::string_view name = text.str();
  const std::size_t space = name.find(' ');
  const char second = space + 1 < name.size() ? name[space + 1] : 'a';
  return IsLower(name.front()) || IsLower(second) || second == '-' ||
         Has(text.words()[1].concepts, Concept::kPort, Concept::kPorts);
}

// "streamlit run app.py --port", "pg_isready -p": a piece of a command.
bool HasFlag(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == ' ' && text[i + 1] == '-' && (text[i + 2] == '-' || IsAlpha(text[i + 2]))) return true;
  }
  return false;
}

bool IsBalanced(std::string_view text) {
  return std::count(text.begin(), text.end(), '(') == std::count(text.begin(), text.end(), ')');
}

bool IsDrawn(std::string_view text) {  // a piece of a diagram
  for (std::string_view part : {"─", "━", "│", "┃", "▶", "►", "▼", "├", "└", "┌", "┐"}) {
    if (text.find(part) != std::string_view::npos) return true;
  }
  return false;
}

bool HasLetter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return IsAlpha(c) || static_cast<unsigned char>(c) >= 0x80; });
}

// "web vs docs", "port conflicts"; but "conflict" is a name like any other.
bool IsAboutConflict(Span bare) {
  if (bare.AllWordsAre(Concept::kConflict)) return true;
  return WordCount(bare) > 1 && bare.Says(Concept::kConflict);
}

constexpr Concepts kNobody = Of(Concept::kFile, Concept::kNoName, Concept::kSmall, Concept::kListens, Concept::kAnd,
                                Concept::kVerb, Concept::kTo, Concept::kFor);

}  // namespace

std::string_view CleanName(std::string_view text) {
  text = TrimDecoration(text);
  text = TrimDecoration(WithoutNumbering(text));
  return TrimDecoration(WithoutLayerNumber(text));
}

std::string_view Unwrapped(std::string_view text) {
  text = Trim(text, "*_`");
  const bool wrapped =
      text.size() > 1 && ((text.front() == '(' && text.back() == ')') || (text.front() == '[' && text.back() == ']'));
  return CleanName(wrapped ? text.substr(1, text.size() - 2) : text);
}

std::string_view WithoutParenthesis(std::string_view name) {
  for (name = Trim(name); name.ends_with(')') || name.ends_with(']'); name = Trim(name)) {
    const std::size_t open = name.rfind(name.ends_with(']') ? '[' : '(');
    if (open == std::string_view::npos || open == 0) break;
    name = name.substr(0, open);
  }
  return name;
}

std::string ServiceName(std::string_view name) {
  constexpr std::size_t kLongName = 48;
  std::size_t end = name.size();
  for (std::size_t i = 1; name.size() > kLongName && i < end; ++i) {
    const bool dash = name[i - 1] == ' ' && (DashAt(name, i) > 0 || name.substr(i, 2) == "- ");
    const bool clause =
        (name[i] == ':' || name[i] == ';' || name[i] == '.') && i + 1 < name.size() && name[i + 1] == ' ';
    if (dash || clause) end = i;
  }
  return std::string(WithoutParenthesis(Trim(name.substr(0, end))));
}

std::string SplitKey(std::string_view key) {
  std::string text;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool hump = i > 0 && IsUpper(key[i]) && (IsLower(key[i - 1]) || (i + 1 < key.size() && IsLower(key[i + 1])));
    if (hump && !text.empty() && text.back() != ' ') text += ' ';
    text += key[i] == '_' || key[i] == '-' || key[i] == '.' ? ' ' : key[i];
  }
  return text;
}

std::size_t WordCount(Span text) {
  std::size_t count = 0, end = static_cast<std::size_t>(-1);
  const std::string_view whole = text.whole();
  for (const Word& word : text.words()) {
    count += word.begin != end;
    for (std::size_t i = word.begin; i < word.end; ++i) count += whole[i] == ' ';  // a phrase
    end = word.end;
  }
  return count;
}

bool HasSentenceWords(Span text) { return text.Says(Concept::kSentence); }

bool IsFileName(std::string_view name) {
  const std::string_view first = Trim(name.substr(0, name.find(' ')), "`,:;");
  if (first.starts_with(".env") || first.starts_with("env.")) return true;
  const std::size_t dot = first.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string ending = "|" + Fold(first.substr(dot + 1)) + "|";
  const auto is_one_of = [&](std::string_view list) { return list.find(ending) != std::string_view::npos; };
  const bool source =
      is_one_of("|js|mjs|cjs|ts|tsx|jsx|py|go|rs|java|kt|cs|rb|php|sh|") && first.find('/') != std::string_view::npos;
  return source || is_one_of("|json|yml|yaml|toml|conf|md|ini|env|cfg|properties|xml|example|");
}

bool IsVariableName(std::string_view text) {
  const std::string_view word = text.substr(0, text.find(' '));
  return word.find('_') != std::string_view::npos && word.find("PORT") != std::string_view::npos &&
         std::none_of(word.begin(), word.end(), IsLower);
}

bool IsNameLike(Span name) {
  const std::string_view text = name.str();
  if (text.empty() || text.size() > 80 || text.find_first_of("\n|") != std::string_view::npos) return false;
  const Span bare = WithoutParenthesis(name);
  if (bare.Says(Concept::kExample) && WordCount(bare) <= 2) return false;
  if (IsAboutConflict(bare) || IsFileName(text) || IsDrawn(text) || HasArrow(text) || !IsBalanced(text)) return false;
  const auto numbers = name.numbers();
  if (!numbers.empty() && numbers[0].begin == name.begin() && numbers[0].counted) return false;
  const auto words = bare.words();
  if (words.empty() || !HasLetter(text)) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (Has(words[i].concepts, i == 0 ? Of(Concept::kSentence) : kSentenceConcepts)) return false;
  }
  if (words.size() > 1 && IsInstruction(bare)) return false;
  if (bare.AllWordsAre(kNobody) || HasFlag(text)) return false;
  return WordCount(bare) <= 7;
}

bool IsCategory(Span title) {
  const std::string_view text = title.str();
  if (text.find(' ') == std::string_view::npos && text.find_first_of("-_") != std::string_view::npos) return false;
  constexpr Concepts kKinds =
      Of(Concept::kUrl, Concept::kServices, Concept::kPort, Concept::kPorts, Concept::kRange, Concept::kEnvironment,
         Concept::kStage, Concept::kCategory, Concept::kSummary, Concept::kInUse, Concept::kDefault, Concept::kOther,
         Concept::kInside, Concept::kOutside, Concept::kReserved, Concept::kFile, Concept::kStatus);
  if (title.Says(kKinds)) return true;
  return std::any_of(title.words().begin(), title.words().end(), [&](const Word& word) {
    return Has(word.concepts, Concept::kDatabase, Concept::kHost, Concept::kService) && title.str(word).ends_with('s');
  });
}

}  // namespace portlaw::readers
