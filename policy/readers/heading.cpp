// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/heading.h"

#include <algorithm>

#include "policy/readers/fold.h"

namespace portlaw::readers {
namespace {

// Bytes of a symbol (emoji, arrow, box, dash, quotation mark) at the front of `text`; 0 for a letter.
std::size_t SymbolAtFront(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  if (byte(0) >= 0xF0) return std::min<std::size_t>(4, text.size());
  if (byte(0) == 0xE2 || (byte(0) == 0xE3 && byte(1) == 0x80) || byte(0) == 0xEF) {
    return std::min<std::size_t>(3, text.size());
  }
  if (byte(0) == 0xC2) return std::min<std::size_t>(2, text.size());
  return std::string_view("`*_:-|=,;#~>.\"'/&+").find(static_cast<char>(byte(0))) != std::string_view::npos ? 1 : 0;
}

std::size_t SymbolAtBack(std::string_view text) {
  std::size_t begin = text.size() - 1;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  const std::string_view last = text.substr(begin);
  const std::size_t symbol = SymbolAtFront(last);
  // "C++" and "Node.js #2" keep what belongs to them.
  if (last == "+") return 0;
  return symbol > 0 ? last.size() : 0;
}

std::string_view TrimSymbols(std::string_view text) {
  text = Trim(text);
  while (!text.empty()) {
    const std::size_t symbol = SymbolAtFront(text);
    if (symbol == 0) break;
    text = Trim(text.substr(symbol));
  }
  while (!text.empty()) {
    const std::size_t symbol = SymbolAtBack(text);
    if (symbol == 0) break;
    text = Trim(text.substr(0, text.size() - symbol));
  }
  return text;
}

// "1.", "2.3", "3)", "IV." before a title.
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
  const std::vector<std::string> words = Words(Fold(text.substr(0, colon)));
  if (words.size() != 2 || words[1].size() > 3) return text;
  static constexpr std::string_view kLayers = "|layer|tier|level|phase|part|section|group|zone|capa|camada|слой|";
  if (kLayers.find("|" + words[0] + "|") == std::string_view::npos) return text;
  return Trim(text.substr(colon + 1), "-");
}

// Cuts "(...)" and "[...]" out of `text` into `note`.
std::string CutParentheses(std::string_view text, std::string& note) {
  std::string kept;
  int depth = 0;
  for (std::size_t i = 0, length = 1; i < text.size(); i += length) {
    const std::string_view wide = text.substr(i, 3);
    const bool open = text[i] == '(' || text[i] == '[' || wide == "（";
    const bool close = text[i] == ')' || text[i] == ']' || wide == "）";
    length = wide == "（" || wide == "）" ? 3 : 1;
    if (open && depth++ == 0 && !note.empty()) note += "; ";
    if (depth > 0 && !(depth == 1 && (open || close))) note += text.substr(i, length);
    if (depth == 0 && !close) kept += text[i];
    if (close && depth > 0) --depth;
  }
  return kept;
}

std::string WithoutMentions(std::string_view text, const std::vector<Mention>& mentions) {
  std::string kept;
  std::size_t at = 0;
  for (const Mention& mention : mentions) {
    kept += text.substr(at, mention.begin - at);
    kept += ' ';
    at = mention.end;
  }
  kept += text.substr(at);
  return kept;
}

std::string EmbeddedIn(std::string_view text) {
  const std::string folded = Fold(text);
  for (std::string_view phrase : {"embedded in ", "part of ", "shares block of ", "inside block of "}) {
    if (folded.size() != text.size()) break;  // offsets agree only where folding kept every byte
    if (const std::size_t at = folded.find(phrase); at != std::string::npos) {
      return CleanName(text.substr(at + phrase.size()));
    }
  }
  return {};
}

bool Contains(std::string_view folded, std::initializer_list<std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view phrase) { return folded.find(phrase) != std::string_view::npos; });
}

// "Node #2 (harbor)", "Server 1 - databases".
bool IsNumberedHost(const std::vector<std::string>& words) {
  return words.size() >= 2 && IsOneOf(words[0], "|node|server|host|vm|machine|servidor|nodo|сервер|узел|") &&
         words[1].size() <= 2 && std::all_of(words[1].begin(), words[1].end(), IsDigit);
}

// The host or environment that a section is for: "Production", "Mac mini (production)", "GPU server (10.0.0.7)".
std::optional<std::string> HostOf(const Heading& heading, const std::vector<Mention>& mentions) {
  const bool tells_again = heading.topic == Topic::kHistory || heading.topic == Topic::kRestated;
  if (heading.level == 1 || heading.name.empty() || tells_again) return std::nullopt;
  const std::vector<std::string> words = Words(Fold(heading.name));
  if (IsNumberedHost(words)) {
    return Words(heading.note).size() == 1 ? heading.note : heading.name.substr(0, heading.name.find(" - "));
  }
  if (words.size() > 6 || Contains(Fold(heading.name), {"machine learning"})) return std::nullopt;
  bool environment = false, filler = true, machine = false, server = false, place = false;
  for (const std::string& word : words) {
    const Concepts concepts = ConceptsOf(word);
    const bool named = Has(concepts, kWordEnvironmentName) &&
                       !IsOneOf(word, "|docker|k8s|kubernetes|ci|test|tests|testing|тест|тесты|pruebas|testes|") &&
                       !Contains(word, {"测试", "測試", "テスト", "테스트"});
    environment |= named;
    filler &=
        named ||
        (Has(concepts, kWordEnvironment | kWordPort | kWordHost | kWordService | kWordPlural) &&
         !IsOneOf(word, "|tool|tools|")) ||
        IsOneOf(word,
                "|and|y|e|configuration|setup|stack|system|cluster|box|only|mode|default|docker|compose|npm|native|");
    machine |= IsOneOf(word, "|machine|laptop|workstation|vps|nas|homelab|raspberry|macbook|desktop|droplet|ec2|");
    server |= IsOneOf(word, "|server|host|node|mini|vm|box|servidor|сервер|");
    place |=
        IsOneOf(word, "|production|prod|staging|windows|linux|mac|macos|gpu|remote|home|ubuntu|debian|cloud|edge|");
  }
  const bool address = std::any_of(mentions.begin(), mentions.end(), [](const Mention& mention) {
    return mention.why_not != nullptr && std::string_view(mention.why_not) == "an IP address";
  });
  const bool everywhere = IsOneOf(Fold(heading.note), "|localhost|local|loopback|docker|");
  const bool in_note =
      !heading.note.empty() && !everywhere && AllWordsAre(heading.note, kWordEnvironmentName | kWordHost);
  const bool with_address = std::any_of(mentions.begin(), mentions.end(), [](const Mention& mention) {
    return !mention.address.empty() && IsDigit(mention.address.front());
  });
  // "Mac mini (production)", not "Gateway (production)".
  const bool noted = in_note && (server || place || Has(ConceptsOf(heading.note), kWordHost));
  constexpr Concepts kPlain = kWordHost | kWordPort | kWordService | kWordCommand | kWordNew | kWordStatus | kWordRange;
  if (address && (AllWordsAre(heading.name, kPlain) || Contains(Fold(heading.name), {"current usage"}))) {
    return std::nullopt;
  }
  if ((environment && filler) || machine || (server && (place || environment)) || address || with_address || noted) {
    return CleanName(std::string_view(heading.name).substr(0, heading.name.find(" — ")));
  }
  return std::nullopt;
}

}  // namespace

std::string CleanName(std::string_view text) {
  text = TrimSymbols(text);
  text = TrimSymbols(WithoutNumbering(text));
  return std::string(TrimSymbols(WithoutLayerNumber(text)));
}

std::string Unwrapped(std::string_view text) {
  text = Trim(text, "*_`");
  const bool wrapped =
      text.size() > 1 && ((text.front() == '(' && text.back() == ')') || (text.front() == '[' && text.back() == ']'));
  return CleanName(wrapped ? text.substr(1, text.size() - 2) : text);
}

std::string WithoutParenthesis(std::string_view name) {
  while (true) {
    name = Trim(name);
    const bool wide = name.ends_with("）");
    const bool square = name.ends_with("]");
    if (!wide && !square && !name.ends_with(")")) break;
    const std::size_t open = wide ? name.rfind("（") : name.rfind(square ? '[' : '(');
    if (open == std::string_view::npos || open == 0) break;
    name = name.substr(0, open);
  }
  return std::string(name);
}

Heading ReadHeading(const StyledText& styled, int level) {
  Heading heading;
  const StyledText kept = styled.Part(0, Beginning(styled.text()).size()).WithoutStruck();
  const std::string& text = kept.text();
  heading.line = styled.line();
  heading.level = level;
  heading.text = std::string(Trim(text));
  std::vector<Mention> cut;
  const std::vector<Mention> mentions = FindMentions(text);
  for (const Mention& mention : mentions) {
    const bool range = mention.IsPorts() && mention.kind != MentionKind::kPort && !mention.container;
    if (range) heading.ranges.push_back(mention);
    if (range || (mention.Valid() && mention.first > 99 && !mention.yearlike && !mention.counted))
      cut.push_back(mention);
  }
  heading.concepts = ConceptsOf(text);
  heading.name = CleanName(CutParentheses(WithoutMentions(text, cut), heading.note));
  if (heading.name.empty()) heading.name = CleanName(heading.note);
  const bool sentence = text.size() > 40 && heading.text.back() == '.';  // "# Check this file before ..."
  if (!sentence) {
    heading.topic = TopicOf({Fold(text), Fold(heading.name), heading.concepts, !heading.ranges.empty(), level == 1});
  }
  heading.never = Has(heading.concepts, kWordNever);
  // "Reserved - 6000-6999" keeps the range for later; "Reserved ports" above a list says hands off.
  const bool later = Has(heading.concepts, kWordFuture) || !heading.ranges.empty();
  heading.reserved = heading.never || !later ? ReservedKind::kNever : ReservedKind::kFuture;
  heading.internal = Has(heading.concepts, kWordInternalOnly);
  heading.protocol = FindProtocol(text);
  heading.host = HostOf(heading, mentions);
  heading.embedded_in = EmbeddedIn(heading.text);
  if (!heading.embedded_in.empty()) {
    const std::size_t dash = std::min(heading.name.find("—"), heading.name.find(" - "));
    heading.name = CleanName(std::string_view(heading.name).substr(0, dash));
  }
  return heading;
}

}  // namespace portlaw::readers
