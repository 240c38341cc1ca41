// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/lines.h"

#include <algorithm>
#include <array>
#include <utility>

#include "policy/readers/names.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

// --- items -----------------------------------------------------------------------------------------------------------

// Length of a separator of items at `offset`, outside of parentheses; 0 if there is none.
std::size_t SeparatorAt(Span line, std::size_t offset) {
  const std::string_view text = line.whole();
  const char c = text[offset];
  if (c == ';') return 1;
  if (c == ',') {
    const bool between = offset > 0 && IsDigit(text[offset - 1]) && offset + 1 < text.size() &&
                         (IsDigit(text[offset + 1]) || IsAlpha(text[offset + 1]));
    return offset + 1 >= text.size() || IsSpace(text[offset + 1]) || between ? 1 : 0;
  }
  if (text.substr(offset, 3) == " / " && offset + 3 < text.size() && IsDigit(text[offset + 3])) return 3;
  for (std::string_view sign : {"、", "·", "•", " + ", " & "}) {
    if (text.substr(offset, sign.size()) == sign) return sign.size();
  }
  return 0;
}

struct Item {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Item> SplitItems(Span line) {
  std::vector<Item> items;
  int depth = 0;
  Item item{line.begin(), line.begin()};
  const std::string_view text = line.whole();
  const auto words = line.words();
  auto word = words.begin();
  for (std::size_t i = line.begin(); i < line.end(); ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    if ((text[i] == ')' || text[i] == ']') && depth > 0) --depth;
    while (word != words.end() && word->begin < i) ++word;
    if (depth > 0) continue;
    std::size_t length = SeparatorAt(line, i);
    const bool word_here = word != words.end() && word->begin == i && Has(word->concepts, Concept::kAnd);
    if (word_here && i > 0 && text[i - 1] == ' ' && text.substr(word->end, 1) == " ") length = word->end - i;
    if (length == 0) continue;
    item.end = i;
    items.push_back(item);
    i += length - 1;
    item.begin = i + 1;
  }
  item.end = line.end();
  items.push_back(item);
  return items;
}

// --- parts -----------------------------------------------------------------------------------------------------------

bool IsBlank(Span text) { return !text.HasWords(); }

// What stands in the first parentheses of `text`.
Span Parenthesis(Span text) {
  const std::string_view str = text.str();
  const std::size_t open = str.find('(');
  if (open == std::string_view::npos) return {};
  const std::size_t close = str.find(')', open);
  if (close == std::string_view::npos) return {};
  return text.At(Trim(str.substr(open + 1, close - open - 1)));
}

std::size_t FirstColon(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':' && (i + 1 >= text.size() || !IsDigit(text[i + 1])) && text.substr(i, 3) != "://") return i;
  }
  return std::string_view::npos;
}

// Where a name ends in the text after a port: at a dash, a colon, a sentence.
std::size_t NameEnd(std::string_view text) {
  int depth = 0;
  const std::size_t last_close = text.rfind(')');
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && depth > 0) --depth;
    if (depth > 0 && last_close != std::string_view::npos && i <= last_close) continue;
    if (i > 0 && text[i] == ' ' && i + 1 < text.size() && text[i + 1] == ' ') return i;  // a column of a drawn table
    if (i > 0 && (text.substr(i, 3) == " - " || text.substr(i, 2) == " #" || text.substr(i, 3) == " //")) return i;
    if (i > 0 && (DashAt(text, i) > 0 || ArrowAt(text, i) > 0)) return i;
    if (text[i] == ':' || text[i] == '|' || text[i] == '\n' || text[i] == ';') return i;
    if (text[i] == '.' && (i + 1 == text.size() || IsSpace(text[i + 1]))) return i;
  }
  return text.size();
}

bool FollowsTie(std::string_view rest) {
  rest = Trim(rest, "`*");
  return !rest.empty() && (rest.front() == ':' || rest.front() == '-' || DashAt(rest, 0) > 0);
}

bool IsGap(std::string_view text) { return text.starts_with("  ") || text.starts_with('\t'); }

// "Flower monitoring uses high" is about "Flower monitoring".
Span BeforeVerb(Span text) {
  for (const Word& word : text.words()) {
    if (Has(word.concepts, Concept::kListens) && word.begin > text.begin()) return text.Part(text.begin(), word.begin);
  }
  return text;
}

// The name that ends where a port begins: "db on port" is "db".
Span NameBefore(Span text) {
  constexpr int kMostDropped = 16;  // words; bounds the work for "on on on ..."
  constexpr Concepts kDropped = Of(Concept::kSmall, Concept::kPort, Concept::kPorts, Concept::kListens, Concept::kHost,
                                   Concept::kDefault, Concept::kMove, Concept::kPast, Concept::kNew, Concept::kTo,
                                   Concept::kTransport, Concept::kFile, Concept::kSentence, Concept::kOutside);
  constexpr Concepts kNothing =
      Of(Concept::kSmall, Concept::kPort, Concept::kPorts, Concept::kSentence, Concept::kTo, Concept::kListens);
  text = BeforeVerb(text.Trimmed("([{*` "));
  // "The API"
  if (text.words().size() > 1 && Has(text.words()[0].concepts, Concept::kSmall)) {
    text = text.Part(text.words()[1].begin, text.end());
  }
  Span name = CleanName(text);
  for (int dropped = 0; dropped < kMostDropped && name.HasWords(); ++dropped) {
    const Word& last = name.words().back();
    if (last.end != name.end() || !Has(last.concepts, kDropped)) break;
    if (name.words().size() == 1) return Has(last.concepts, kNothing) ? Span() : name;
    const bool apart = IsSpace(name.whole()[last.begin - 1]) || name.whole()[last.begin - 1] == '(';
    const bool joined = name.words()[name.words().size() - 2].end == last.begin;  // "前端端口"
    if (!apart && !joined) break;
    name = CleanName(name.Part(name.begin(), last.begin).Trimmed("([{"));
  }
  return name;
}

// Why the words before a port lead to one that is not the name's; null if they do not.
const char* LeadsAway(Span lead) {
  const auto words = lead.words();
  for (std::size_t i = words.size() > 4 ? words.size() - 4 : 0; i < words.size(); ++i) {
    const bool phrase = lead.str(words[i]).find(' ') != std::string_view::npos;
    if (Has(words[i].concepts, Concept::kMove) && phrase) return "a move that is proposed";
  }
  if (!words.empty() && Has(words.back().concepts, Concept::kExample)) return "an example";
  for (std::size_t i = words.size() > 3 ? words.size() - 3 : 0; i < words.size(); ++i) {
    const Concepts concepts = words[i].concepts;
    if (i + 1 == words.size() && Has(concepts, Concept::kIndex, Concept::kCount)) return "a number of its own";
    if (Has(concepts, Concept::kEphemeral)) return "a port that changes";
    if (Has(concepts, Concept::kPast, Concept::kOld, Concept::kGone, Concept::kNever, Concept::kNoConflict) ||
        Has(concepts, Concept::kDeprecated)) {
      return "a port of the past";
    }
    if (Has(concepts, Concept::kElse)) return "a fallback port";
    if (Has(concepts, Concept::kRelated, Concept::kReserved, Concept::kConflict, Concept::kExample)) {
      return "said of something else";
    }
  }
  return nullptr;
}

// What programs in containers listen on.
bool IsUsuallyInside(long port) {
  constexpr std::array<long, 24> kUsual{22,   25,   53,   80,   443,  1433, 1883, 3000, 3306, 4200, 5000, 5432,
                                        5672, 6379, 8000, 8080, 8443, 8888, 9000, 9042, 9090, 9092, 9200, 27017};
  return std::find(kUsual.begin(), kUsual.end(), port) != kUsual.end();
}

// "`curl -I http://localhost:8000/`": looks whether something answers.
bool LooksWhetherItAnswers(std::string_view command) {
  const std::size_t space = command.find(' ');
  if (space == std::string_view::npos) return false;
  static constexpr std::string_view kLook =
      "|curl|wget|lsof|netstat|ss|nc|telnet|fuser|kill|nmap|ping|open|ssh|psql|redis-cli|mysql|sudo|ab|http|grpcurl|";
  return IsOneOf(command.substr(0, space), kLook);
}

// --- the line --------------------------------------------------------------------------------------------------------

class LineReader {
 public:
  LineReader(Span line, bool arrow_maps)
      : line_(line), arrow_maps_(arrow_maps), numbers_(line.numbers().begin(), line.numbers().end()) {
    FindParentheses();
  }

  Entries Read() {
    JoinArrows();
    std::size_t next = 0;
    for (const Item& item : SplitItems(line_)) {
      const std::size_t first = next;
      while (next < numbers_.size() && numbers_[next].begin < item.end) ++next;
      ReadItem(item, first, next);
    }
    if (!result_.entries.empty()) {
      Entry& last = result_.entries.back();
      last.after = line_.Part(last.number.end, line_.end());
    }
    ShareFirstName();
    return std::move(result_);
  }

 private:
  std::string_view text() const { return line_.whole(); }

  // "80, 443: haproxy": the name after the last port is that of all before it.
  void ShareFirstName() {
    std::vector<Entry>& entries = result_.entries;
    std::size_t named = 0;
    while (named < entries.size() && entries[named].name.empty() && IsBlank(entries[named].after)) ++named;
    if (named == 0 || named == entries.size() || !entries[named].port_first) return;
    const std::string_view after = entries[named].after.str();
    if (!FollowsTie(after) && !IsGap(after)) return;
    for (std::size_t i = 0; i < named; ++i) {
      entries[i].name = entries[named].name;
      entries[i].tied = entries[i].port_first = true;
      entries[i].after = entries[named].after;
    }
  }

  // For each byte, the innermost parenthesis that is open there.
  void FindParentheses() {
    if (numbers_.size() < 2) return;
    std::vector<std::size_t> open;
    open_at_.resize(text().size(), kNone);
    for (std::size_t i = line_.begin(); i < line_.end(); ++i) {
      if (!open.empty()) open_at_[i] = open.back();
      if (text()[i] == '(') open.push_back(i);
      if (text()[i] == ')' && !open.empty()) open.pop_back();
    }
  }

  static void Drop(Number& number, const char* why) {
    number.kind = NumberKind::kNoPort;
    number.why_not = why;
  }

  // "8080 -> 8085": the first is the past of the second, or its host side.
  void JoinArrows() {
    for (std::size_t i = 0; i + 1 < numbers_.size(); ++i) {
      Number& from = numbers_[i];
      Number& to = numbers_[i + 1];
      if (!from.Valid() || !to.Valid() || !OnlyArrowBetween(from, to)) continue;
      const bool inward = IsUsuallyInside(to.first) && !IsUsuallyInside(from.first);
      if (arrow_maps_ || from.first == to.first || inward || (IsUsuallyInside(to.first) && IsMappingOfName())) {
        from.container = to.ports();
        from.end = to.end;
        if (!from.protocol) from.protocol = to.protocol;
        Drop(to, "the port inside the container");
      } else if (Span(line_.Part(to.end, to.end + 48)).Says(Concept::kRedirect)) {
        from.end = to.end;
        Drop(to, "where the port before the arrow redirects to");
      } else {
        moved_.emplace_back(i + 1, from);
        Drop(from, "moved to the port after the arrow");
      }
    }
  }

  // "frontend: 8080 -> 3000", where nothing speaks of a change.
  bool IsMappingOfName() const {
    const Span before = line_.Part(line_.begin(), numbers_.front().begin);
    return before.str().find(':') != std::string_view::npos &&
           !before.Says(Concept::kOld, Concept::kNew, Concept::kMove, Concept::kConflict, Concept::kHistory);
  }

  bool OnlyArrowBetween(const Number& from, const Number& to) const {
    if (to.begin < from.end) return false;
    const std::string_view between = Trim(text().substr(from.end, to.begin - from.end), "`*");
    const std::size_t arrow = between.empty() ? 0 : ArrowAt(between, 0);
    return arrow > 0 && arrow == between.size();
  }

  void ReadItem(const Item& item, std::size_t first, std::size_t last) {
    std::vector<std::size_t> ports;
    std::size_t lead_begin = item.begin;
    const bool bare = first < last && IsBlank(line_.Part(item.begin, numbers_[first].begin));
    if (!bare) away_ = nullptr;
    for (std::size_t i = first; i < last; ++i) {
      const Number& number = numbers_[i];
      const char* why = WhyNot(number, lead_begin, ports.empty());
      if (why != nullptr) {
        result_.left_out.push_back({number, why});
      } else {
        ports.push_back(i);
      }
      lead_begin = number.end;
    }
    for (std::size_t k = 0; k < ports.size(); ++k) AddEntry(item, ports, k);
    // A list of pairs goes on over short words and over ports that are left out, not over half a sentence.
    if (ports.empty()) {
      chained_ = chained_ && WordCount(line_.Part(item.begin, item.end)) <= 4;
    } else {
      const Span name = result_.entries.empty() ? Span() : result_.entries.back().name;
      chained_ = chained_ && (IsNameLike(name) || (name.empty() && bare));
    }
  }

  const char* WhyNot(const Number& number, std::size_t lead_begin, bool first) {
    if (!number.IsPorts()) return number.why_not != nullptr ? number.why_not : "an offset";
    if (!number.Valid()) return "no port number";
    if (number.counted) return "a count";
    const bool quoted = (line_.StyleAt(number.begin) & kCode) != 0;
    if (quoted && LooksWhetherItAnswers(CodeBefore(number.begin))) return "in a command";
    if (number.yearlike && !quoted && !FollowsColon(number) && number.begin > line_.begin()) return "looks like a year";
    const Span lead = line_.Part(lead_begin, number.begin);
    if (const char* away = LeadsAway(lead)) return away_ = away;
    if (away_ != nullptr) return away_;  // "avoids 3000, 5000, 8000"
    if (!first && OpensAfterPort(number)) return "a remark about the port before it";
    if (!first && HasArrow(lead.str())) return "where the port before it leads";
    if (!first && EndsInside(lead)) return "the port inside the container";
    if (number.first < 100 && !quoted && IsNumberOfName(number, lead)) return "part of a name";
    return nullptr;
  }

  // "host 8380 to container 8080"
  static bool EndsInside(Span lead) {
    return lead.HasWords() && Has(lead.words().back().concepts, Concept::kInside, Concept::kContainer);
  }

  // "Response server 2: 8080"
  bool IsNumberOfName(const Number& number, Span lead) const {
    const std::string_view before = Trim(lead.str(), "`* ");
    const bool word = before.size() > 1 && IsAlpha(before.back()) && lead.str().back() == ' ';
    if (!word || !lead.HasWords() || Has(lead.words().back().concepts, Concept::kPort, Concept::kPorts)) return false;
    const std::string_view after = Trim(text().substr(number.end), "`*");
    return !after.empty() && after.front() == ':' && &number != &numbers_.back();
  }

  // The first bytes of the code that the byte at `offset` is part of. Asked for in ascending order.
  std::string_view CodeBefore(std::size_t offset) {
    constexpr std::size_t kLongest = 16;
    for (; code_looked_at_ < offset; ++code_looked_at_) {
      if ((line_.StyleAt(code_looked_at_) & kCode) == 0) code_begin_ = code_looked_at_ + 1;
    }
    return text().substr(code_begin_, std::min(kLongest, offset - code_begin_));
  }

  bool FollowsColon(const Number& number) const {
    const std::string_view before = Trim(text().substr(line_.begin(), number.begin - line_.begin()), "`*\"' ");
    return !before.empty() && (before.back() == ':' || before.back() == '=');
  }

  // The parenthesis that the number is in opens right after another port.
  bool OpensAfterPort(const Number& number) const {
    if (number.begin >= open_at_.size() || open_at_[number.begin] == kNone) return false;
    const std::size_t open = open_at_[number.begin];
    const auto next =
        std::partition_point(numbers_.begin(), numbers_.end(), [&](const Number& other) { return other.end <= open; });
    if (next == numbers_.begin()) return false;
    auto before = std::prev(next);
    // The port after an arrow is part of the one before it.
    while (!before->Valid() && before != numbers_.begin() && before->end <= std::prev(before)->end) --before;
    return before->Valid() && before->end <= open && Trim(text().substr(before->end, open - before->end), "`*").empty();
  }

  // --- the patterns: where the name of a port stands ---

  // What a pattern looks at.
  struct Place {
    Span left, right;    // between the ports before and after
    bool bare = false;   // nothing stands left of the port
    bool later = false;  // another port of the item stands before it
  };

  struct Pattern {
    const char* id;
    void (LineReader::*read)(const Place& place, Entry& entry);
  };

  // In order; the first that finds a name ends the search.
  static constexpr std::array<Pattern, 5> Patterns() {
    return {{{"NAME: PORT", &LineReader::NameByLeft},
             {"http://NAME:PORT", &LineReader::NameByAddress},
             {"NAME: PORT, PORT", &LineReader::NameByEarlier},
             {"PORT - NAME", &LineReader::NameByRight},
             {"NAME: PORT, PORT of it", &LineReader::Inherit}}};
  }

  void AddEntry(const Item& item, const std::vector<std::size_t>& ports, std::size_t k) {
    Entry entry;
    entry.number = numbers_[ports[k]];
    entry.chained = chained_;
    const auto moved =
        std::partition_point(moved_.begin(), moved_.end(), [&](const auto& move) { return move.first < ports[k]; });
    if (moved != moved_.end() && moved->first == ports[k]) entry.moved_from = moved->second;
    const std::size_t begin = k == 0 ? item.begin : numbers_[ports[k - 1]].end;
    const std::size_t end = k + 1 < ports.size() ? numbers_[ports[k + 1]].begin : item.end;
    const std::size_t left_end = entry.moved_from ? std::max(begin, entry.moved_from->begin) : entry.number.begin;
    Place place{line_.Part(begin, left_end), line_.Part(entry.number.end, end), false, k > 0};
    place.bare = IsBlank(place.left);
    if (port_first_ && !place.bare) {
      result_.left_out.push_back({entry.number, "a remark about the port before it"});
      return;
    }
    item_ = item;
    alone_ = ports[k] + 1 == numbers_.size() && result_.entries.empty();
    for (const Pattern& pattern : Patterns()) {
      if (entry.name.empty()) (this->*pattern.read)(place, entry);
    }
    if (entry.role.empty()) entry.role = Parenthesis(place.right);
    if (entry.note.empty()) entry.note = CleanName(place.right);
    if (!entry.name.empty() && !entry.shared_name) last_name_ = entry.name;
    if (!result_.entries.empty()) {
      Entry& before = result_.entries.back();
      before.after = line_.Part(before.number.end, std::max(item.begin, before.number.end));
    }
    result_.entries.push_back(std::move(entry));
  }

  void NameByLeft(const Place& place, Entry& entry) {
    if (place.bare) return;
    const Span left = place.left;
    Span before = left;
    const std::size_t colon = FirstColon(before.str());
    const Span head = before.At(before.str().substr(0, std::min(colon, before.str().size())));
    if (colon != std::string_view::npos && !IsBlank(head)) {
      entry.note = CleanName(before.At(before.str().substr(colon + 1)));
      if (IsBlank(entry.note)) entry.note = {};
      before = head;
      entry.tied = true;
    }
    // Text after an earlier port's parenthesis is no part of this name.
    const std::size_t close = before.str().rfind(") ");
    if (close != std::string_view::npos && left.begin() > line_.begin())
      before = before.At(before.str().substr(close + 1));
    entry.name = QuotedName(before);
    if (entry.name.empty()) entry.name = NameBefore(before);
    const std::string_view tie = Trim(left.str());
    const bool quoted = (line_.StyleAt(entry.number.begin) & kCode) != 0;
    entry.tied = entry.tied || quoted || left.str().ends_with("  ") || left.str().ends_with('\t') ||
                 tie.ends_with("..") ||
                 (!tie.empty() && std::string_view(":=-(|>").find(tie.back()) != std::string_view::npos) ||
                 (tie.size() >= 3 && (DashAt(tie, tie.size() - 3) > 0 || ArrowAt(tie, tie.size() - 3) > 0)) ||
                 left.Says(Concept::kPort, Concept::kPorts);
  }

  // "`http://orders:3001` (from the web container)": the address is the name.
  void NameByAddress(const Place& place, Entry& entry) {
    const std::string& address = entry.number.address;
    if (!place.bare || !entry.number.url || address.empty() || !IsAlpha(address.front())) return;
    if (address == "localhost" || address.find_first_of(".@") != std::string::npos) return;
    const std::size_t at = text().find(address, entry.number.begin);
    if (at == std::string_view::npos) return;
    entry.name = Span(line_).Part(at, at + address.size());
    entry.tied = true;
  }

  // "38xxx for the engine, 39xxx for modules": one name for both.
  void NameByEarlier(const Place& place, Entry& entry) {
    const std::string_view right = Trim(place.right.str());
    const Concepts first = place.right.HasWords() ? place.right.words()[0].concepts : Concepts{0};
    const bool role_follows = right.empty() || right.front() == '(';
    if (!place.bare || place.later || role_follows || Has(first, Concept::kFor) || right.starts_with("in ")) {
      Inherit(place, entry);
    }
  }

  void NameByRight(const Place& place, Entry& entry) {
    Span rest = RightOf(place, entry.number);
    const bool gap = IsGap(rest.str()) && !Trim(rest.str()).empty();  // a column
    rest = rest.Trimmed();
    const bool leader = rest.str().starts_with("..");  // "22 ........ sshd"
    if (leader) rest = rest.Trimmed(". ");
    const bool separator =
        !rest.empty() && (std::string_view(":-=|>(_").find(rest.str().front()) != std::string_view::npos ||
                          DashAt(rest.str(), 0) > 0 || ArrowAt(rest.str(), 0) > 0);
    if (separator) rest = rest.Trimmed(":-=|>` ");
    for (std::size_t cut = 1; cut > 0 && !rest.empty();) {
      cut = std::max(DashAt(rest.str(), 0), ArrowAt(rest.str(), 0));
      rest = rest.Part(rest.begin() + cut, rest.end()).Trimmed();
    }
    rest = AfterAddress(AfterLead(rest));
    if (!rest.empty() && rest.str().front() == '(') {
      // "4100 (Janua)", but not "Port 4100 (Janua) is blocked by".
      const std::size_t close = rest.str().find(')');
      if (IsRemark(rest) || close == std::string_view::npos || !IsBlank(rest.At(rest.str().substr(close)))) return;
      rest = rest.At(rest.str().substr(1, close - 1));
      entry.name = CleanName(rest);
    } else {
      const Span named = BeforeParticiple(rest);
      const std::size_t end = NameEnd(named.str());
      entry.name = CleanName(rest.At(rest.str().substr(0, end)));
      if (end < rest.str().size()) entry.note = CleanName(rest.At(rest.str().substr(end)));
    }
    entry.tied = entry.tied || separator || gap || leader || (line_.StyleAt(entry.number.begin) & kCode) != 0;
    entry.port_first = !entry.name.empty();
    port_first_ = port_first_ || (entry.port_first && result_.entries.empty());
  }

  void Inherit(const Place&, Entry& entry) {
    if (last_name_.empty()) return;
    entry.name = last_name_;
    entry.shared_name = entry.tied = true;
  }

  // Where the name of "3456: templates and major projects" stands: to the end of the line if no port follows.
  Span RightOf(const Place& place, const Number& number) const {
    if (!place.bare || place.later || IsBlank(place.right)) return place.right;
    const Span rest = line_.Part(number.end, line_.end());
    return alone_ && FollowsTie(rest.str()) ? rest : line_.Part(number.end, item_.end);
  }

  // "used for", "assigned to", "pour"
  static Span AfterLead(Span rest) {
    if (!rest.HasWords() || rest.words()[0].begin != rest.begin()) return rest;
    const Word& first = rest.words()[0];
    const bool lead = Has(first.concepts, Concept::kFor) ||
                      (Has(first.concepts, Concept::kInUse, Concept::kUsedBy, Concept::kPartOf, Concept::kService) &&
                       rest.str(first).find(' ') != std::string_view::npos);
    return lead ? rest.Part(first.end, rest.end()).Trimmed() : rest;
  }

  // "15432 (mapped to 5432 in the container)"
  static bool IsRemark(Span rest) {
    const Span inner = Parenthesis(rest);
    return !inner.numbers().empty() || HasSentenceWords(inner) || inner.Says(Concept::kInternalOnly) ||
           inner.str().find(',') != std::string_view::npos;
  }

  // "8080/tcp on 127.0.0.1: sub2sing-box": the name follows the address.
  static Span AfterAddress(Span rest) {
    constexpr std::size_t kLongestAddress = 48;
    const std::string_view str = rest.str();
    if (!rest.HasWords() || !Has(rest.words()[0].concepts, Concept::kSmall)) return rest;
    const std::size_t colon = str.find(": ");
    const std::size_t space = str.find(' ');
    if (colon == std::string_view::npos || colon > kLongestAddress || space > colon) return rest;
    if (Trim(str.substr(space, colon - space), "`").find(' ') != std::string_view::npos) return rest;
    return rest.At(Trim(str.substr(colon + 1)));
  }

  // "Next.js server exposed in the container"
  static Span BeforeParticiple(Span text) {
    for (const Word& word : text.words()) {
      const bool participle = Has(word.concepts, Concept::kOutside, Concept::kListens) &&
                              text.str(word).find("ed") != std::string_view::npos;
      if ((participle || Has(word.concepts, Concept::kListens)) && word.begin > text.begin() &&
          text.whole()[word.begin - 1] == ' ') {
        return text.Part(text.begin(), word.begin);
      }
    }
    return text;
  }

  // "`fc` single service on": what is quoted at the front is the name, the words after it are none of it.
  static Span QuotedName(Span before) {
    std::size_t first = before.begin();
    while (first < before.end() && IsSpace(before.whole()[first])) ++first;
    std::size_t last = first;
    while (last < before.end() && (before.StyleAt(last) & kCode) != 0) ++last;
    const Span after = before.Part(last, before.end());
    if (last == first || WordCount(after) < 2 || HasSentenceWords(after)) return {};
    return CleanName(before.Part(first, last));
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  const Span line_;
  const bool arrow_maps_;
  std::vector<Number> numbers_;
  std::vector<std::pair<std::size_t, Number>> moved_;  // by the index of the number after the arrow, ascending
  std::vector<std::size_t> open_at_;                   // empty where there is at most one number
  std::size_t code_looked_at_ = 0, code_begin_ = 0;
  Item item_;           // that the entry is in
  bool alone_ = false;  // it is the last number, and the first entry
  Span last_name_;
  bool port_first_ = false;
  bool chained_ = true;         // everything so far was pairs of names and ports
  const char* away_ = nullptr;  // why the last port of the list was left out
  Entries result_;
};

}  // namespace

Entries ReadEntries(Span line, bool arrow_maps) { return LineReader(line, arrow_maps).Read(); }

std::optional<Text> WithoutStruck(const Text& text) {
  if (!text.styled.HasStruck()) return std::nullopt;
  Text kept(text.styled.WithoutStruck());
  Scan(kept);
  return kept;
}

}  // namespace portlaw::readers
