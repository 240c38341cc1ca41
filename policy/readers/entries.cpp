// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/entries.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "policy/readers/fold.h"
#include "policy/readers/heading.h"
#include "policy/readers/lead_in.h"
#include "policy/readers/lexicon.h"
#include "policy/readers/name_like.h"

namespace portlaw::readers {
namespace {

bool IsBlank(std::string_view text) { return Words(Fold(text)).empty(); }

// A stretch of the line between separators that are outside of parentheses.
struct Item {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Length of a separator of items at `offset`: ", ", "; ", " and ", " · "; 0 if there is none.
std::size_t SeparatorAt(std::string_view text, std::size_t offset) {
  const char c = text[offset];
  if (c == ';') return 1;
  if (c == ',') {
    const bool digits =
        offset > 0 && IsDigit(text[offset - 1]) && offset + 1 < text.size() && IsDigit(text[offset + 1]);
    return offset + 1 >= text.size() || IsSpace(text[offset + 1]) || digits ? 1 : 0;
  }
  if (text.substr(offset, 3) == " / " && offset + 3 < text.size() && IsDigit(text[offset + 3])) return 3;
  for (std::string_view word :
       {" and ", " & ", " y ", " e ", " et ", " und ", " dan ", " и ", "、", "，", "；", "·", "•", " + "}) {
    if (text.substr(offset, word.size()) == word) return word.size();
  }
  return 0;
}

std::vector<Item> SplitItems(std::string_view text) {
  std::vector<Item> items;
  int depth = 0;
  Item item;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    if ((text[i] == ')' || text[i] == ']') && depth > 0) --depth;
    if (depth > 0) continue;
    if (const std::size_t length = SeparatorAt(text, i)) {
      item.end = i;
      items.push_back(item);
      i += length - 1;
      item.begin = i + 1;
    }
  }
  item.end = text.size();
  items.push_back(item);
  return items;
}

// The text in the first parentheses of `text`.
std::string Parenthesis(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::size_t close = text.find(')', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return {};
  return std::string(Trim(text.substr(open + 1, close - open - 1)));
}

std::size_t FirstColon(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "：") return i;
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
    if (text[i] == ':' || text.substr(i, 3) == "：" || text[i] == '|' || text[i] == '\n' || text[i] == ';') return i;
    if (text[i] == '.' && (i + 1 == text.size() || IsSpace(text[i + 1]))) return i;
  }
  return text.size();
}

class LineReader {
 public:
  LineReader(const StyledText& text, bool arrow_maps)
      : styled_(text), text_(text.text()), arrow_maps_(arrow_maps), mentions_(FindMentions(text_)) {
    FindParentheses();
  }

  Entries Read() {
    JoinArrows();
    std::size_t next = 0;
    for (const Item& item : SplitItems(text_)) {
      const std::size_t first = next;
      while (next < mentions_.size() && mentions_[next].begin < item.end) ++next;
      ReadItem(item, first, next);
    }
    if (!result_.entries.empty()) {
      Entry& last = result_.entries.back();
      last.rest = std::string(text_.substr(last.mention.end));
    }
    ShareFirstName();
    return std::move(result_);
  }

 private:
  // "80, 443: haproxy": the name after the last port is that of all before it.
  void ShareFirstName() {
    std::vector<Entry>& entries = result_.entries;
    std::size_t named = 0;
    while (named < entries.size() && entries[named].name.empty() && IsBlank(entries[named].rest)) ++named;
    if (named == 0 || named == entries.size() || !entries[named].port_first ||
        (!FollowsTie(entries[named].rest) && entries[named].rest.substr(0, 2) != "  "))
      return;
    for (std::size_t i = 0; i < named; ++i) {
      entries[i].name = Beginning(entries[named].name);
      entries[i].tied = entries[i].port_first = true;
      entries[i].rest = Beginning(entries[named].rest);
    }
  }

  // For each byte, the innermost parenthesis that is open there.
  void FindParentheses() {
    if (mentions_.size() < 2) return;
    std::vector<std::size_t> open;
    open_at_.resize(text_.size(), kNone);
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (!open.empty()) open_at_[i] = open.back();
      if (text_[i] == '(') open.push_back(i);
      if (text_[i] == ')' && !open.empty()) open.pop_back();
    }
  }

  // "8080 -> 8085": the first is the past of the second, or its host side.
  void JoinArrows() {
    for (std::size_t i = 0; i + 1 < mentions_.size(); ++i) {
      Mention& from = mentions_[i];
      Mention& to = mentions_[i + 1];
      if (!from.Valid() || !to.Valid() || !OnlyArrowBetween(from, to)) continue;
      if (arrow_maps_ || from.first == to.first || IsMapping(from, to) ||
          (UsuallyInside(to.first) && IsMappingOfName())) {
        from.container = to.ports();
        from.end = to.end;
        if (!from.protocol) from.protocol = to.protocol;
        to.kind = MentionKind::kNoPort;
        to.why_not = "the port inside the container";
      } else if (IsRedirect(to)) {
        from.end = to.end;
        to.kind = MentionKind::kNoPort;
        to.why_not = "where the port before the arrow redirects to";
      } else {
        from.kind = MentionKind::kNoPort;
        from.why_not = "moved to the port after the arrow";
        moved_.emplace_back(i + 1, from);
      }
    }
  }

  // What programs in containers listen on.
  static bool UsuallyInside(long port) {
    static constexpr std::array<long, 24> kUsual{22,   25,   53,   80,   443,  1433, 1883, 3000,
                                                 3306, 4200, 5000, 5432, 5672, 6379, 8000, 8080,
                                                 8443, 8888, 9000, 9042, 9090, 9092, 9200, 27017};
    return std::find(kUsual.begin(), kUsual.end(), port) != kUsual.end();
  }

  // "3308 -> 3306"; the other way round it is a move away from it.
  static bool IsMapping(const Mention& from, const Mention& to) {
    return UsuallyInside(to.first) && !UsuallyInside(from.first);
  }

  // "frontend: 8080 -> 3000", where nothing speaks of a change.
  bool IsMappingOfName() {
    if (!names_mapping_) {
      const std::string_view before = text_.substr(0, mentions_.front().begin);
      names_mapping_ = before.find(':') != std::string_view::npos &&
                       !Has(ConceptsOf(before), kWordOld | kWordNew | kWordMove | kWordConflict | kWordHistory);
    }
    return *names_mapping_;
  }

  // "80 -> 443 redirect"
  bool IsRedirect(const Mention& to) const {
    const std::string after = Fold(text_.substr(to.end, 48));
    for (std::string_view word : {"redirect", "redirige", "redireciona", "перенаправ", "редирект", "重定向",
                                  "리다이렉트", "リダイレクト", "weiterleitung"}) {
      if (after.find(word) != std::string::npos) return true;
    }
    return false;
  }

  bool OnlyArrowBetween(const Mention& from, const Mention& to) const {
    std::string_view between = Trim(text_.substr(from.end, to.begin - from.end), "`*");
    const std::size_t arrow = between.empty() ? 0 : ArrowAt(between, 0);
    return arrow > 0 && arrow == between.size();
  }

  void LeaveOut(const Mention& mention, const char* why) { result_.left_out.push_back({mention, why}); }

  void ReadItem(const Item& item, std::size_t first, std::size_t last) {
    std::vector<std::size_t> ports;
    std::size_t lead_begin = item.begin;
    const bool bare = first < last && IsBlank(text_.substr(item.begin, mentions_[first].begin - item.begin));
    if (!bare) away_ = nullptr;
    for (std::size_t i = first; i < last; ++i) {
      const Mention& mention = mentions_[i];
      const char* why = WhyNot(mention, lead_begin, ports.empty());
      if (why != nullptr) {
        LeaveOut(mention, why);
      } else {
        ports.push_back(i);
      }
      lead_begin = mention.end;
    }
    for (std::size_t k = 0; k < ports.size(); ++k) AddEntry(item, ports, k);
    // A list of pairs goes on over short words and over ports that are left out, not over half a sentence.
    if (ports.empty()) {
      chained_ = chained_ && Words(text_.substr(item.begin, item.end - item.begin)).size() <= 4;
    } else {
      const std::string& name = result_.entries.empty() ? std::string() : result_.entries.back().name;
      chained_ = chained_ && (IsNameLike(name) || (name.empty() && bare));
    }
  }

  const char* WhyNot(const Mention& mention, std::size_t lead_begin, bool first) {
    if (!mention.IsPorts()) return mention.why_not != nullptr ? mention.why_not : "an offset";
    if (!mention.Valid()) return "no port number";
    if (mention.counted) return "a count";
    if (IsInLookCommand(mention)) return "in a command";
    const bool quoted = (styled_.StyleAt(mention.begin) & kCode) != 0;
    if (mention.yearlike && !quoted && !FollowsColon(mention) && mention.begin > 0) return "looks like a year";
    const std::string_view lead = text_.substr(lead_begin, mention.begin - lead_begin);
    if (const char* away = LeadsAway(lead)) return away_ = away;
    if (away_ != nullptr) return away_;  // "avoids 3000, 5000, 8000"
    if (!first && OpensAfterPort(mention)) return "a remark about the port before it";
    if (!first && HasArrow(lead)) return "where the port before it leads";
    if (!first && EndsInside(lead)) return "the port inside the container";
    if (mention.first < 100 && !quoted && IsNumberOfName(mention, lead)) return "part of a name";
    return nullptr;
  }

  // "8101 → gateway 443"
  static bool HasArrow(std::string_view lead) {
    for (std::size_t i = 0; i < lead.size(); ++i) {
      if (ArrowAt(lead, i) > 0) return true;
    }
    return false;
  }

  // "host 8380 to container 8080"
  static bool EndsInside(std::string_view lead) {
    const std::vector<std::string> words = Words(Fold(Trim(lead, "`* ")));
    return !words.empty() && Has(ConceptsOf(words.back()), kWordInside | kWordContainer);
  }

  // "Response server 2: 8080"
  bool IsNumberOfName(const Mention& mention, std::string_view lead) const {
    const std::string_view before = Trim(lead, "`* ");
    const bool word = before.size() > 1 && IsAlpha(before.back()) && lead.back() == ' ';
    const std::vector<std::string> words = Words(Fold(before));
    if (!word || words.empty() || Has(ConceptsOf(words.back()), kWordPort)) return false;
    const std::string_view after = Trim(text_.substr(mention.end), "`*");
    return !after.empty() && after.front() == ':' && &mention != &mentions_.back();
  }

  // "`curl -I http://localhost:8000/`": looks whether something answers.
  bool IsInLookCommand(const Mention& mention) {
    if ((styled_.StyleAt(mention.begin) & kCode) == 0) return false;
    constexpr std::size_t kLongest = 16;
    const std::size_t begin = CodeBegin(mention.begin);
    const std::string_view command = text_.substr(begin, std::min(kLongest, mention.begin - begin));
    const std::size_t space = command.find(' ');
    static constexpr std::string_view kLook =
        "|curl|wget|lsof|netstat|ss|nc|telnet|fuser|kill|nmap|ping|open|ssh|psql|redis-cli|mysql|sudo|ab|http|grpcurl|";
    return space != std::string_view::npos &&
           kLook.find("|" + std::string(command.substr(0, space)) + "|") != std::string_view::npos;
  }

  // Where the code that the byte at `offset` is part of begins. Offsets are asked for in ascending order.
  std::size_t CodeBegin(std::size_t offset) {
    for (; code_looked_at_ < offset; ++code_looked_at_) {
      if ((styled_.StyleAt(code_looked_at_) & kCode) == 0) code_begin_ = code_looked_at_ + 1;
    }
    return code_begin_;
  }

  bool FollowsColon(const Mention& mention) const {
    const std::string_view before = Trim(text_.substr(0, mention.begin), "`*\"' ");
    return !before.empty() && (before.back() == ':' || before.back() == '=' || before.ends_with("："));
  }

  // The parenthesis that the mention is in opens right after another port.
  bool OpensAfterPort(const Mention& mention) const {
    if (mention.begin >= open_at_.size() || open_at_[mention.begin] == kNone) return false;
    const std::size_t open = open_at_[mention.begin];
    const auto next = std::partition_point(mentions_.begin(), mentions_.end(),
                                           [&](const Mention& other) { return other.end <= open; });
    if (next == mentions_.begin()) return false;
    auto before = std::prev(next);
    // The port after an arrow is part of the one before it.
    while (!before->Valid() && before != mentions_.begin() && before->end <= std::prev(before)->end) --before;
    return before->Valid() && Trim(text_.substr(before->end, open - before->end), "`*").empty();
  }

  void AddEntry(const Item& item, const std::vector<std::size_t>& ports, std::size_t k) {
    Entry entry;
    entry.mention = mentions_[ports[k]];
    entry.offset = entry.mention.begin;
    entry.chained = chained_;
    const auto moved =
        std::partition_point(moved_.begin(), moved_.end(), [&](const auto& move) { return move.first < ports[k]; });
    if (moved != moved_.end() && moved->first == ports[k]) entry.moved_from.push_back(moved->second);
    const std::size_t begin = k == 0 ? item.begin : mentions_[ports[k - 1]].end;
    const std::size_t end = k + 1 < ports.size() ? mentions_[ports[k + 1]].begin : item.end;
    std::size_t left_end = entry.mention.begin;
    if (!entry.moved_from.empty()) left_end = std::max(begin, entry.moved_from.front().begin);
    const std::string_view left = text_.substr(begin, left_end - begin);
    const std::string_view right = text_.substr(entry.mention.end, end - entry.mention.end);
    const bool bare = IsBlank(left);
    if (port_first_ && !bare) return LeaveOut(entry.mention, "a remark about the port before it");
    NameByLeft(left, begin, entry);
    NameByAddress(bare, entry);
    const bool role_follows = Trim(right).empty() || Trim(right).front() == '(';
    if (entry.name.empty() && (!bare || k > 0 || role_follows || ForSomething(right))) Inherit(entry);
    if (entry.name.empty()) {
      NameByRight(RightOf(item, ports, k, bare, right), entry);
      entry.port_first = !entry.name.empty();
      port_first_ = port_first_ || (entry.port_first && result_.entries.empty());
    }
    if (entry.name.empty()) Inherit(entry);
    if (entry.role.empty()) entry.role = Parenthesis(right);
    if (entry.note.empty()) entry.note = CleanName(right);
    if (!entry.name.empty() && !entry.shared_name) last_name_ = Beginning(entry.name);
    if (!result_.entries.empty()) EndRest(item.begin);
    result_.entries.push_back(std::move(entry));
  }

  // Where the name of "3456: templates and major projects" stands: to the end of the line if no port follows.
  std::string_view RightOf(const Item& item, const std::vector<std::size_t>& ports, std::size_t k, bool bare,
                           std::string_view right) const {
    const Mention& mention = mentions_[ports[k]];
    if (!bare || k > 0 || IsBlank(right)) return right;
    const bool alone = ports[k] + 1 == mentions_.size() && result_.entries.empty();
    const std::string_view rest = text_.substr(mention.end);
    return alone && FollowsTie(rest) ? rest : rest.substr(0, item.end - mention.end);
  }

  static bool FollowsTie(std::string_view rest) {
    rest = Trim(rest, "`*");
    return !rest.empty() && (rest.front() == ':' || rest.front() == '-' || DashAt(rest, 0) > 0);
  }

  // "38xxx for the engine, 39xxx for modules": one name for both.
  static bool ForSomething(std::string_view right) {
    const std::string_view rest = Trim(right);
    return rest.substr(0, 4) == "for " || rest.substr(0, 3) == "in " || rest.substr(0, 5) == "para ";
  }

  // The text after a port ends where the item of the next one begins.
  void EndRest(std::size_t begin) {
    Entry& before = result_.entries.back();
    const std::size_t end = before.mention.end;
    before.rest = begin > end ? std::string(text_.substr(end, begin - end)) : std::string();
  }

  void Inherit(Entry& entry) const {
    if (last_name_.empty()) return;
    entry.name = last_name_;
    entry.shared_name = true;
    entry.tied = true;
  }

  void NameByLeft(std::string_view left, std::size_t begin, Entry& entry) const {
    if (IsBlank(left)) return;
    std::string_view before = left;
    const std::size_t colon = FirstColon(before);
    if (colon != std::string_view::npos && !IsBlank(before.substr(0, colon))) {
      entry.note = CleanName(before.substr(colon + 1));
      if (IsBlank(entry.note)) entry.note.clear();
      before = before.substr(0, colon);
      entry.tied = true;
    }
    // Text after an earlier port's parenthesis or before a sentence's end is no part of this name.
    if (const std::size_t close = before.rfind(") "); close != std::string_view::npos && begin > 0) {
      before = before.substr(close + 1);
    }
    entry.name = QuotedName(before, begin);
    if (entry.name.empty()) entry.name = NameBefore(before);
    const std::string_view tie = Trim(left);
    const bool quoted = (styled_.StyleAt(entry.mention.begin) & kCode) != 0;
    entry.tied = entry.tied || quoted || left.ends_with("  ") || left.ends_with("\t") || tie.ends_with("..") ||
                 (!tie.empty() && std::string_view(":=-(|>").find(tie.back()) != std::string_view::npos) ||
                 (tie.size() >= 3 && (DashAt(tie, tie.size() - 3) > 0 || ArrowAt(tie, tie.size() - 3) > 0)) ||
                 Has(ConceptsOf(left), kWordPort);
  }

  // "`http://orders:3001` (from the web container)": the address is the name.
  static void NameByAddress(bool bare, Entry& entry) {
    const std::string& address = entry.mention.address;
    if (!bare || !entry.mention.url || address.empty() || !IsAlpha(address.front())) return;
    if (address == "localhost" || address.find_first_of(".@") != std::string::npos) return;
    entry.name = address;
    entry.tied = true;
  }

  // "`fc` single service on": what is quoted at the front is the name, the words after it are none of it.
  std::string QuotedName(std::string_view before, std::size_t begin) const {
    std::size_t first = begin;
    while (first < begin + before.size() && IsSpace(text_[first])) ++first;
    std::size_t last = first;
    while (last < begin + before.size() && (styled_.StyleAt(last) & kCode) != 0) ++last;
    const std::string_view after = text_.substr(last, begin + before.size() - last);
    if (last == first || Words(after).size() < 2 || HasSentenceWords(after)) return {};
    return CleanName(text_.substr(first, last - first));
  }

  void NameByRight(std::string_view right, Entry& entry) const {
    const bool gap = !Trim(right).empty() && (right.substr(0, 2) == "  " || right.substr(0, 1) == "\t");  // a column
    std::string_view rest = Trim(right);
    const bool leader = rest.substr(0, 2) == "..";  // "22 ........ sshd"
    if (leader) rest = Trim(rest, ". ");
    const bool separator = !rest.empty() && (std::string_view(":-=|>(_").find(rest.front()) != std::string_view::npos ||
                                             DashAt(rest, 0) > 0 || ArrowAt(rest, 0) > 0 || rest.substr(0, 3) == "：");
    if (separator) rest = Trim(rest, ":-=|>` ");
    for (std::size_t cut = 1; cut > 0 && !rest.empty();) {
      cut = std::max(DashAt(rest, 0), ArrowAt(rest, 0));
      rest = Trim(rest.substr(cut));
    }
    if (rest.substr(0, 3) == "：") rest = Trim(rest.substr(3));
    for (std::string_view lead :
         {"used for ", "used by ", "assigned to ", "belongs to ", "terpakai oleh ", "ocupado por ", "occupied by ",
          "taken by ", "belegt von ", "usado por ", "pour ", "para ", "für ", "для ", "используется "}) {
      if (Fold(rest.substr(0, lead.size())) == lead) rest = Trim(rest.substr(lead.size()));
    }
    rest = AfterAddress(rest);
    std::size_t end = NameEnd(BeforeParticiple(rest));
    if (!rest.empty() && rest.front() == '(' && IsRemark(rest)) return;
    if (!rest.empty() && rest.front() == '(') {
      // "4100 (Janua)", but not "Port 4100 (Janua) is blocked by".
      const std::size_t close = rest.find(')');
      if (close == std::string_view::npos || Words(rest.substr(close)).size() > 0) return;
      rest = rest.substr(1, close - 1);
      end = rest.size();
    }
    entry.name = CleanName(rest.substr(0, end));
    entry.note = end < rest.size() ? CleanName(rest.substr(end)) : std::string();
    entry.tied = entry.tied || separator || gap || leader || (styled_.StyleAt(entry.mention.begin) & kCode) != 0;
  }

  // "15432 (mapped to 5432 in the container)"
  static bool IsRemark(std::string_view rest) {
    const std::string inner = Parenthesis(rest);
    return !FindMentions(inner).empty() || HasSentenceWords(inner) || SaysInternalOnly(inner) ||
           inner.find(',') != std::string::npos;
  }

  // "8080/tcp on 127.0.0.1: sub2sing-box": the name follows the address.
  static std::string_view AfterAddress(std::string_view rest) {
    constexpr std::size_t kLongestAddress = 48;
    if (Fold(rest.substr(0, 3)) != "on ") return rest;
    const std::size_t colon = rest.find(": ");
    if (colon == std::string_view::npos || colon > kLongestAddress) return rest;
    return Trim(rest.substr(3, colon - 3), "`").find(' ') == std::string_view::npos ? Trim(rest.substr(colon + 1))
                                                                                    : rest;
  }

  // "Next.js server exposed in the container"
  static std::string_view BeforeParticiple(std::string_view text) {
    for (std::string_view word : {" exposed ", " mapped ", " listening ", " running ", " served "}) {
      if (const std::size_t at = text.find(word); at != std::string_view::npos && at > 0) text = text.substr(0, at);
    }
    return text;
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  const StyledText& styled_;
  const std::string_view text_;
  const bool arrow_maps_;
  std::vector<Mention> mentions_;
  std::vector<std::pair<std::size_t, Mention>> moved_;  // by the index of the mention after the arrow, ascending
  std::vector<std::size_t> open_at_;                    // empty where there is at most one number
  std::optional<bool> names_mapping_;                   // the answer of IsMappingOfName
  std::size_t code_looked_at_ = 0, code_begin_ = 0;
  std::string last_name_;
  bool port_first_ = false;
  bool chained_ = true;         // everything so far was pairs of names and ports
  const char* away_ = nullptr;  // why the last port of the list was left out
  Entries result_;
};

}  // namespace

Entries ReadEntries(const StyledText& text, bool arrow_maps) { return LineReader(text, arrow_maps).Read(); }

}  // namespace portlaw::readers
