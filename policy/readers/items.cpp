// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/items.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "policy/readers/lines.h"
#include "policy/readers/names.h"
#include "policy/readers/roles.h"
#include "policy/readers/statement.h"
#include "policy/readers/table.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

constexpr std::size_t kLongName = 4;     // words
constexpr std::size_t kShortItem = 200;  // bytes; what is asked for each port of an item is asked of short ones only

// The words in an item that could name what listens there.
constexpr Concepts kRoles =
    Of(Concept::kRole, Concept::kTransport, Concept::kPort, Concept::kPorts, Concept::kStage, Concept::kInside,
       Concept::kOutside, Concept::kHost, Concept::kDatabase, Concept::kDefault, Concept::kContainer);

class ItemReader {
 public:
  ItemReader(const Text& text, Strength strength, const Path& path, RegistryBuilder& builder)
      : text_(text), strength_(strength), path_(path), builder_(builder) {}

  bool Read() {
    const State state = path_.state();
    Entries entries = ReadEntries(text_, state == State::kAssigned && path_.IsAboutContainers());
    ShareReason(entries);
    for (const LeftOut& left : entries.left_out) {
      if (left.number.InPortRange()) Pass(left.number, left.why);
    }
    if (state == State::kRedis) return ReadRedis(entries);
    if (state == State::kMoved) return ReadMoves(entries);
    if (IsRoute()) return PassAll(entries, "a route of a proxy");
    bool any = false;
    for (Entry& entry : entries.entries) any |= ReadEntry(entry);
    return any;
  }

 private:
  // "`/api`, `/docs` -> `127.0.0.1:4100`"
  bool IsRoute() const {
    const std::string_view text = Trim(text_.str());
    return text.size() > 1 && text.front() == '/' && !IsSpace(text[1]);
  }

  std::string_view Written(const Number& number) const {
    return std::string_view(text_.str()).substr(number.begin, number.end - number.begin);
  }
  int LineOf(const Number& number) const { return text_.styled.LineAt(number.begin); }

  void Pass(const Number& number, std::string why, std::string taken = "passed over") {
    builder_.Pass(LineOf(number), std::string(Written(number)), std::move(why), std::move(taken));
  }

  bool PassAll(const Entries& entries, const std::string& why) {
    for (const Entry& entry : entries.entries) Pass(entry.number, why);
    return false;
  }

  // "110, 143, 993 (mail)": the remark is for all of them.
  static void ShareReason(Entries& entries) {
    Span rest;
    for (auto at = entries.entries.rbegin(); at != entries.entries.rend(); ++at) {
      if (at->after.HasWords()) {
        rest = at->after.At(Beginning(at->after.str(), kLongestShared));
      } else if (at->name.empty() || at->shared_name || at->port_first) {
        at->after = rest;
      }
    }
  }

  bool ReadMoves(const Entries& entries) {
    bool any = false;
    for (const Entry& entry : entries.entries) {
      if (!entry.moved_from || entry.name.empty()) {
        Pass(entry.number, "a line about a move");
        continue;
      }
      builder_.Migrate({std::string(entry.name.str()),
                        {static_cast<Port>(entry.moved_from->first)},
                        {entry.number.ports().first},
                        builder_.At(LineOf(entry.number))},
                       "an arrow in a list of moves");
      any = true;
    }
    return any;
  }

  bool ReadRedis(const Entries& entries) {
    for (const Entry& entry : entries.entries) {
      if (entry.number.last > 255 || entry.name.empty()) continue;
      const bool numbered = entry.name.Says(Concept::kDatabase, Concept::kRedis) && !entry.port_first;
      builder_.AddRedis({static_cast<int>(entry.number.first),
                         std::string(numbered ? CleanName(entry.after.str()) : entry.name.str()),
                         numbered ? "" : std::string(entry.note.str()), builder_.At(LineOf(entry.number))},
                        "a list under '" + path_.last()->text + "'");
    }
    return false;
  }

  // Whether name and port belong together by more than standing in one line.
  bool IsPlausible(const Entry& entry) const {
    const Number& number = entry.number;
    const bool range = number.kind != NumberKind::kPort;
    if (!entry.chained || (number.first < 20 && !number.protocol)) return false;
    if (strength_ == Strength::kProse && range) return false;
    const bool low = number.first < 1000 && !entry.tied && !(number.first >= 100 && IsAllOfItem(entry));
    if (low && !number.protocol && number.address.empty()) return false;
    if (entry.name.empty()) return !path_.name().empty() && (entry.tied || range) && IsShort(entry.number);
    if (entry.port_first) {
      if (!FollowsSeparator(entry)) return IsNameLike(entry.name);
      return WordCount(entry.name) <= 12 && !entry.name.Says(Concept::kConflict);
    }
    if (!IsNameLike(entry.name) || RunsOn(entry)) return false;
    return entry.tied || (!range && WordCount(entry.name) <= (IsAllOfItem(entry) ? 4u : 2u));
  }

  // Hardly more than the port, but for a remark in parentheses.
  bool IsShort(const Number& number) const {
    constexpr std::size_t kLongest = 47;
    if (text_.str().size() > kLongest) return false;
    const Span text = text_;
    const std::size_t open = std::min(text.str().find('('), text.str().size());
    const std::size_t before = WordCount(text.Part(0, std::min(open, number.begin)));
    const std::size_t after = number.end < open ? WordCount(text.Part(number.end, open)) : 0;
    // "Binding: 127.0.0.1:8101", but not "`/` -> `127.0.0.1:4200`", where a route leads.
    if (before == 0 && !number.address.empty() && IsDigit(number.address.front())) return false;
    return before + after < 4 && open > 0;
  }

  // "Drive Server 6690", "blog on 4090": a name, a port and nothing else.
  bool IsAllOfItem(const Entry& entry) const {
    if (text_.str().size() > kShortItem || !Trim(entry.after.str()).empty()) return false;
    std::size_t words = 0;
    for (const Word& word : text_.words) words += !Has(word.concepts, Concept::kSmall, Concept::kSentence);
    return words <= WordCount(entry.name) + 1;
  }

  // "4100: API", not "`4100` is unclaimed".
  static bool FollowsSeparator(const Entry& entry) {
    if (entry.after.str().starts_with("  ") || entry.after.str().starts_with('\t')) return true;
    const std::string_view rest = Trim(entry.after.str(), "`*");
    return !rest.empty() && (std::string_view(":-=|>(_.").find(rest.front()) != std::string_view::npos ||
                             DashAt(rest, 0) > 0 || ArrowAt(rest, 0) > 0);
  }

  // "The advertised `4700` collision between": a sentence goes on after the port, and nothing ties the name to it.
  bool RunsOn(const Entry& entry) const {
    const std::string_view rest = Trim(entry.after.str(), "`*");
    const bool word = !rest.empty() && IsAlpha(rest.front());
    const std::string_view before = Trim(std::string_view(text_.str()).substr(0, entry.number.begin), "`* ");
    const bool tie = !before.empty() && std::string_view(":=(").find(before.back()) != std::string_view::npos;
    return word && !tie && !entry.shared_name && WordCount(entry.after) > 2;
  }

  // "Internal container port: 5432" below a service.
  static bool IsInside(const Entry& entry) {
    return entry.name.AllWordsAre(Concept::kInside, Concept::kContainer, Concept::kPort, Concept::kPorts) &&
           entry.name.Says(Concept::kInside, Concept::kContainer) && !IsInsideName(entry);
  }
  // "Binding: 0.0.0.0:8101" says on which address.
  static bool IsInsideName(const Entry& entry) {
    return !entry.number.address.empty() && IsDigit(entry.number.address.front());
  }

  // "http://localhost:8000 (via the gateway)": the gateway's.
  static bool IsThrough(const Entry& entry) {
    const Span after = entry.after;
    return !entry.port_first && after.HasWords() && Has(after.words()[0].concepts, Concept::kRelated) &&
           after.words()[0].begin - after.begin() < 8;
  }

  // Why the port is not that of what the entry names; null if it may be.
  const char* WhyAnothers(const Entry& entry) const {
    // "Script: `next dev --port 3000`"
    const bool code = (text_.styled.StyleAt(entry.number.begin) & kCode) != 0;
    const Span name = entry.name;
    if (code && !entry.port_first && name.Says(Concept::kCommand, Concept::kVariable, Concept::kFile)) {
      return "in a command or a variable";
    }
    if (name.AllWordsAre(Concept::kPurpose, Concept::kHistory, Concept::kUsedBy, Concept::kCount)) return "a remark";
    if (name.AllWordsAre(Concept::kRelated) || IsThrough(entry)) return "a port of another service";
    // "Standard ports: 80, 443"
    const bool standard = name.AllWordsAre(Concept::kDefault, Concept::kPort, Concept::kPorts) &&
                          name.Says(Concept::kDefault) && (path_.name().empty() || IsCategory(path_.name()));
    return standard ? "no name is tied to it" : nullptr;
  }

  // "External port: 5433", "URL: http://localhost:3000" say it of what the heading names.
  bool IsOfHeading(const Entry& entry) const {
    const Span name = entry.name;
    if (path_.name().empty() || name.empty()) return false;
    if (IsInsideName(entry) && name.AllWordsAre(Concept::kInside, Concept::kUrl)) return true;
    return name.AllWordsAre(Concept::kOutside, Concept::kHost, Concept::kPort, Concept::kPorts, Concept::kUrl) &&
           name.Says(Concept::kOutside, Concept::kUrl, Concept::kPort, Concept::kPorts);
  }

  bool ReadEntry(Entry& entry) {
    if (IsInside(entry)) {
      Pass(entry.number, "the port inside the container", "container port");
      return false;
    }
    if (const char* why = WhyAnothers(entry)) {
      Pass(entry.number, why);
      return false;
    }
    Strength strength = strength_;
    if (IsOfHeading(entry)) {
      if (entry.name.Says(Concept::kUrl)) strength = std::max(strength, Strength::kProse);
      entry.name = {};
      entry.tied = true;
    }
    return Take(entry, strength);
  }

  bool Take(const Entry& entry, Strength strength) {
    const Heading* reserved = path_.reserved();
    const bool reservable =
        reserved != nullptr && entry.number.first >= 20 && (entry.port_first || entry.tied || entry.name.empty());
    Statement statement = StatementOf(entry, strength);
    const bool marked = !entry.name.empty() && !IsName(entry.name) && !IsNothing(entry.name);
    if (!reservable && !marked && !IsPlausible(entry)) {
      Miss(entry);
      return false;
    }
    if (entry.number.yearlike && !entry.tied) return false;
    return Tell(std::move(statement), path_, builder_);
  }

  void Miss(const Entry& entry) {
    const bool port = entry.number.first >= 1000 && !entry.number.yearlike;
    const State state = path_.state();
    const bool explained = state == State::kGone || state == State::kExample || state == State::kRemark ||
                           state == State::kRestated || state == State::kFree;
    if (!port || explained || strength_ == Strength::kProse || strength_ == Strength::kCode) {
      return Pass(entry.number, "no name is tied to it");
    }
    builder_.Miss(LineOf(entry.number), std::string(Written(entry.number)), "no name is tied to it", "item");
  }

  Statement StatementOf(const Entry& entry, Strength strength) {
    Statement statement;
    statement.number = entry.number;
    statement.strength = strength;
    Assignment& assignment = statement.assignment;
    assignment.source = builder_.At(LineOf(entry.number));
    const Span name = entry.name.empty() ? path_.name() : entry.name;
    assignment.label = name.str();
    assignment.service = ServiceOf(name);
    assignment.purpose = entry.role.empty() ? entry.note.str() : entry.role.str();
    std::replace(assignment.purpose.begin(), assignment.purpose.end(), '\n', ' ');
    assignment.protocol = ProtocolOf(entry);
    assignment.container_ports = entry.number.container;
    if (!internal_) internal_ = path_.internal() || Span(text_).Says(Concept::kInternalOnly);
    assignment.exposure = *internal_ ? Exposure::kInternal : Exposure::kHost;
    Said& said = statement.said;
    said.name = name;
    said.after = entry.port_first ? Span() : entry.after;
    said.remark = entry.port_first ? entry.note : Span();
    statement.range = IsForMany(entry.number, name) || (entry.number.kind == NumberKind::kOpenEnd);
    statement.reason = ReasonOf(entry);
    statement.why =
        statement.range ? "a range in a list item" : "list item that ties '" + assignment.label + "' to the port";
    if (path_.reserved() != nullptr) statement.why = "list item";
    return statement;
  }

  static std::string ReasonOf(const Entry& entry) {
    const std::string rest(Unwrapped(entry.after.str()));
    if (entry.port_first || entry.name.empty()) return rest;
    return rest.empty() ? std::string(entry.name.str()) : std::string(entry.name.str()) + " " + rest;
  }

  // "HTTP" under "harbor-engine" is harbor-engine's; "MongoDB" under "Core services" is its own.
  std::string ServiceOf(Span name) const {
    const Span title = path_.name();
    const Heading* heading = path_.last();
    const bool specific = !title.empty() && !IsCategory(title) && WordCount(title) <= 4 && heading != nullptr &&
                          heading->level > 1 && !heading->host;
    if (name.AllWordsAre(kRoles) && specific) return std::string(WithoutParenthesis(title.str()));
    return std::string(WithoutParenthesis(name.str()));
  }

  Protocol ProtocolOf(const Entry& entry) const {
    if (entry.number.protocol) return *entry.number.protocol;
    if (const auto protocol = TransportIn(entry.role)) return *protocol;
    if (const auto protocol = TransportIn(entry.name)) return *protocol;
    return path_.protocol().value_or(Protocol::kAny);
  }

  const Text& text_;
  Strength strength_;
  const Path& path_;
  RegistryBuilder& builder_;
  std::optional<bool> internal_;  // of all that the item assigns, found out for the first
};

// --- paragraphs ------------------------------------------------------------------------------------------------------

// Where the bold words end that a text begins with; 0 if it does not.
std::size_t StrongEnd(const Text& text) {
  std::size_t i = 0;
  while (i < text.str().size() && ((text.styled.StyleAt(i) & kStrong) != 0 || (i > 0 && text.str()[i] == ':'))) ++i;
  return i;
}

const Number* FirstPort(Span text) {
  for (const Number& number : text.numbers()) {
    if (number.Valid()) return &number;
  }
  return nullptr;
}

// Whether the first entry of `line` is hardly less than all of it: "4103 - tide (do not use)".
bool IsPair(Span line, const Entry& first) {
  const std::size_t words = WordCount(WithoutParenthesis(first.name));
  if (!first.tied || first.number.kind != NumberKind::kPort || words > kLongName) return false;
  const Span before = line.Part(line.begin(), first.number.begin);
  if (first.port_first) return !before.HasWords();
  return WordCount(before) <= words + 1 && WordCount(first.after) <= 10;
}

// The same where what stands for the name says that the port is free, reserved or forbidden.
bool IsPairOfNobody(Span line) {
  const Entries entries = ReadEntries(line, false);
  if (entries.entries.empty()) return false;
  const Entry& first = entries.entries.front();
  return !IsNothing(first.name) && !IsName(first.name) && IsPair(line, first);
}

class ParagraphReader {
 public:
  ParagraphReader(std::span<const Record> lines, const Path& path, RegistryBuilder& builder)
      : lines_(lines), path_(path), builder_(builder) {}

  void Read() {
    const Text& first = lines_.front().text();
    const std::size_t strong = StrongEnd(first);
    if (strong > 0) {
      const Heading title =
          ReadHeading(Scanned(std::string_view(first.str()).substr(0, strong), first.styled.line()), kCaptionLevel);
      if (Has(title.concepts, Concept::kMove)) return ReadMove();
      if (title.state == State::kReserved || title.state == State::kNever) return ReadReserved(title, strong);
    }
    if (ReadLines()) return;
    for (const Record& line : lines_) ReadLine(line.text());
  }

 private:
  // "AVALA currently uses 4900/3060. Migrate to 4600/4601."
  void ReadMove() {
    Migration migration;
    migration.source = builder_.At(lines_.front().line);
    const Number* first = nullptr;
    bool turned = false;
    for (const Record& line : lines_) {
      const Text& text = line.text();
      auto word = text.words.begin();
      for (const Number& number : text.numbers) {
        for (; word != text.words.end() && word->begin < number.begin; ++word) {
          const bool phrase = Span(text).str(*word).find(' ') != std::string_view::npos;
          turned = turned || (phrase && Has(word->concepts, Concept::kMove));
        }
        if (!number.Valid() || number.counted || number.kind == NumberKind::kRange) continue;
        (turned ? migration.to : migration.from).push_back(number.ports().first);
        if (first == nullptr) first = &number;
      }
    }
    if (migration.from.empty() || migration.to.empty()) return;
    migration.service = Subject(first->begin);
    builder_.Migrate(std::move(migration), "a note about a move");
  }

  // The first words of the sentence after the note's own title.
  std::string Subject(std::size_t first_port) const {
    const Text& text = lines_.front().text();
    Span before = Span(text).Part(0, first_port);
    if (const std::size_t colon = before.str().find(':'); colon != std::string_view::npos) {
      before = before.Part(colon + 1, before.end());
    }
    for (const Word& word : before.words()) {
      const std::string_view verb = before.str(word);
      const bool now = verb == "currently" || verb == "still";
      if (now || Has(word.concepts, Concept::kListens, Concept::kSentence)) {
        before = before.Part(before.begin(), word.begin);
        break;
      }
    }
    const Span name = CleanName(before);
    return std::string(IsNameLike(name) ? name.str() : path_.name().str());
  }

  // "**Reserved (do NOT use):** `4000-4099` (near Webpack HMR), `5000-5049` (Flask)."
  void ReadReserved(const Heading& title, std::size_t strong) {
    Path below = path_;
    below.Open(title);
    bool first = true;
    for (const Record& line : lines_) {
      const Text& text = line.text();
      const std::size_t end = std::min(text.str().find(". ", first ? strong : 0), text.str().size());
      for (const Entry& entry : ReadEntries(Span(text).Part(first ? strong : 0, end), false).entries) {
        if (entry.number.first < 20) continue;
        Statement statement;
        statement.number = entry.number;
        statement.assignment.source = builder_.At(line.line);
        statement.assignment.protocol = entry.number.protocol.value_or(Protocol::kAny);
        statement.assignment.label = entry.role.empty() ? CleanName(entry.after.str()) : entry.role.str();
        statement.why = "named";
        Tell(std::move(statement), below, builder_);
      }
      first = false;
      if (end < text.str().size()) break;
    }
  }

  // "**Dashboard**: http://localhost:8080": a line whose bold or quoted name a port follows at once.
  void ReadLine(const Text& line) {
    const std::size_t strong = StrongEnd(line);
    const Span text = line;
    const Number* first = FirstPort(text);
    if (strong == 0 || first == nullptr || first->begin < strong) return;
    const Span between = text.Part(strong, first->begin);
    const bool sentence = SaysWhereItListens(between);
    if (WordCount(between) > 1 && !sentence) return;
    if (text.Part(0, strong).Says(Concept::kExample)) return;
    // What the sentence goes on to say is no part of it.
    if (!sentence) {
      ReadItem(line, Strength::kProse, path_, builder_);
      return;
    }
    Text begin(line.styled.Part(0, first->end));
    Scan(begin);
    ReadItem(begin, Strength::kProse, path_, builder_);
  }

  // "**The API** runs on port 8000", "**Redis** is on the normal port"
  static bool SaysWhereItListens(Span between) {
    const auto words = between.words();
    const bool on = std::any_of(words.begin(), words.end(), [&](const Word& word) {
      return Has(word.concepts, Concept::kSmall, Concept::kListens);
    });
    return on &&
           between.AllWordsAre(Concept::kSmall, Concept::kListens, Concept::kSentence, Concept::kPort, Concept::kPorts,
                               Concept::kDefault, Concept::kTransport, Concept::kFree, Concept::kInUse);
  }

  // --- paragraphs that are lists ---

  static bool HoldsOnlyPorts(Span line) {
    const std::vector<Number> ports = OnlyPorts(line.Trimmed());
    return !ports.empty() && Trim(line.whole().substr(ports.back().end)).empty();
  }

  static bool IsNameAlone(Span line) {
    const Span text = line.Trimmed(":*");
    return text.numbers().empty() && IsNameLike(CleanName(text)) && WordCount(text) <= kLongName;
  }

  // Names and, below each, lines of its ports.
  bool IsNamesAbovePorts() const {
    if (lines_.size() < 2 || !IsNameAlone(lines_.front().text()) || !HoldsOnlyPorts(lines_.back().text())) return false;
    bool after_name = false;
    for (const Record& line : lines_) {
      const bool name = !HoldsOnlyPorts(line.text());
      if (name && (after_name || !IsNameAlone(line.text()))) return false;
      after_name = name;
    }
    return true;
  }

  void TellPorts(const Record& line, Span name) {
    for (const Number& number : line.text().numbers) {
      if (!number.Valid()) continue;
      Statement statement;
      statement.number = number;
      statement.assignment.protocol = number.protocol.value_or(path_.protocol().value_or(Protocol::kAny));
      statement.assignment.container_ports = number.container;
      statement.assignment.label = name.str();
      statement.assignment.service = WithoutParenthesis(name.str());
      statement.assignment.source = builder_.At(line.line);
      statement.said.name = name;
      statement.strength = Strength::kList;
      statement.why = "below the name '" + statement.assignment.label + "'";
      Tell(std::move(statement), path_, builder_);
    }
  }

  // "Port 25" alone under the heading "SMTP".
  bool IsPortOfHeading() const {
    const Heading* heading = path_.last();
    if (lines_.size() != 1 || heading == nullptr || heading->level <= 1 || heading->level >= kCaptionLevel)
      return false;
    const Text& text = lines_.front().text();
    const bool one = text.numbers.size() == 1 && text.numbers[0].Valid() && text.numbers[0].kind == NumberKind::kPort;
    return one && !IsCategory(heading->name) && IsNothingBut(text, text.numbers[0]) && IsNameLike(heading->name);
  }

  // "Service: teller", "Host: app1", "Port: 9443": one thing, told line by line.
  bool ReadRecord() {
    Record header, row;
    header.shape = Shape::kHeader;
    row.shape = Shape::kRow;
    header.line = row.line = lines_.front().line;
    bool port = false, name = false;
    for (const Record& line : lines_) {
      const Text& text = line.text();
      const std::size_t colon = text.str().find(':');
      const bool title = colon == std::string::npos && &line == &lines_.front() && lines_.size() > 3;  // "RECORD 01"
      if (title) continue;
      if (colon == std::string::npos || colon > 24 || colon + 1 >= text.str().size()) return false;
      const Span key = Span(text).Part(0, colon);
      const Span value = Span(text).Part(colon + 1, text.str().size());
      if (WordCount(key) > 3) return false;
      port |= key.Says(Concept::kPort, Concept::kPorts) && FirstPort(value) != nullptr;
      name |= key.Says(Concept::kService, Concept::kServices, Concept::kContainer) && FirstPort(value) == nullptr;
      header.fields.push_back({nullptr, Scanned(Trim(key.str()), line.line)});
      row.fields.push_back({nullptr, Scanned(Trim(value.str()), line.line)});
      if (port && row.line == lines_.front().line) row.line = line.line == row.line ? row.line : row.line;
    }
    if (!port || !name) return false;
    const std::span<const Record> rows(&row, 1);
    ReadTable(rows, ColumnRoles(header, rows, path_.state()), path_, builder_);
    return true;
  }

  // "frontend: 5173" between empty lines.
  static bool IsPairAlone(Span line) {
    if (!IsNamedPortLine(line)) return false;
    const Entries entries = ReadEntries(line, false);
    const Entry& entry = entries.entries.front();
    return !entry.port_first && !entry.after.HasWords() &&
           !entry.name.AllWordsAre(Concept::kDefault, Concept::kUrl, Concept::kPort, Concept::kPorts, Concept::kExample,
                                   Concept::kOutside, Concept::kInside);
  }

  bool ReadLines() {
    const State state = path_.state();
    if (state != State::kAssigned && state != State::kRestated && state != State::kDeprecated) return false;
    if (IsNamesAbovePorts()) {
      Span name;
      for (const Record& line : lines_) {
        if (HoldsOnlyPorts(line.text())) {
          TellPorts(line, name);
        } else {
          name = CleanName(Span(line.text()).Trimmed(":*"));
        }
      }
      return true;
    }
    if (ReadRecord()) return true;
    if (IsPortOfHeading()) {
      TellPorts(lines_.front(), path_.name());
      return true;
    }
    if (lines_.size() == 1 && IsPairAlone(lines_.front().text())) {
      return ReadItem(lines_.front().text(), Strength::kProse, path_, builder_);
    }
    const auto named =
        std::count_if(lines_.begin(), lines_.end(), [](const Record& line) { return IsNamedPortLine(line.text()); });
    if (named < 2 || static_cast<std::size_t>(named) * 2 < lines_.size()) return false;
    for (const Record& line : lines_) {
      if (!IsNamedPortLine(line.text()) && !IsPairOfNobody(line.text())) continue;
      const Number* first = FirstPort(line.text());
      ReadItem(line.text(), first != nullptr && first->url ? Strength::kProse : Strength::kList, path_, builder_);
    }
    return true;
  }

  std::span<const Record> lines_;
  const Path& path_;
  RegistryBuilder& builder_;
};

// --- code ------------------------------------------------------------------------------------------------------------

// "BlockSize = 100": a number of the scheme; sizes, counts, ends of ranges.
bool IsConstant(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view name = Trim(text.substr(0, equals));
  if (name.empty() || name.find_first_of(" :|`") != std::string_view::npos) return false;
  const Text key = Scanned(SplitKey(name));
  const Role role = RoleOfKey(key).role;
  const Span words = key;
  const bool scheme = role == Role::kRangeFirst || role == Role::kRangeLast ||
                      words.Says(Concept::kBase, Concept::kCount, Concept::kOffset, Concept::kReserved) ||
                      Fold(key.str()).ends_with(" start") || Fold(key.str()).ends_with(" step");
  return words.words().size() > 1 && scheme;
}

// "-> gateway:8080 -> orders:3000": who reaches whom.
bool IsConnection(const Text& line) {
  const bool named = std::any_of(line.numbers.begin(), line.numbers.end(), [](const Number& number) {
    return number.Valid() && !number.address.empty() && number.address != "localhost" &&
           IsAlpha(number.address.front());
  });
  return named && HasArrow(line.str());
}

// Where "# ..." begins; a comment that begins the line counts as text, since port maps are written so.
std::size_t TrailingCommentAt(std::string_view text) {
  const std::size_t at = std::min(text.find(" #"), text.find(" //"));
  return at == std::string_view::npos || Trim(text.substr(0, at)).empty() ? text.size() : at;
}

// Whether most lines begin or end with a port: a map of ports drawn as text.
bool IsPortMap(std::span<const Record> lines) {
  int filled = 0, ports = 0;
  for (const Record& line : lines) {
    if (line.text().words.empty()) continue;
    ++filled;
    const Entries entries = ReadEntries(line.text(), false);
    ports += !entries.entries.empty() && (entries.entries[0].port_first || entries.entries[0].tied);
  }
  return ports > 1 && ports * 5 >= filled * 3;
}

// "LEDGER_API_PORT" is ledger-api's; empty for a variable that names no port.
std::string ServiceOfVariable(std::string_view name, bool any_name) {
  std::string service;
  bool port = any_name;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('_', begin), name.size());
    const std::string part = Fold(name.substr(begin, end - begin));
    begin = end + 1;
    const bool glued = part.size() > 4 && part.ends_with("port") &&
                       Has(MeaningOf(part.substr(0, part.size() - 4)), Concept::kRole, Concept::kHost);
    if (part == "port" || part == "ports" || glued) {
      port = true;
    } else if (!part.empty() && !Has(MeaningOf(part), Concept::kOutside) && part != "host") {
      service += (service.empty() ? "" : "-") + part;
    }
  }
  if (!port) return {};
  return service.empty() ? "app" : service;
}

}  // namespace

bool ReadItem(const Text& text, Strength strength, const Path& path, RegistryBuilder& builder) {
  const auto kept = WithoutStruck(text);
  if (!kept) return ItemReader(text, strength, path, builder).Read();
  for (const Number& number : text.numbers) {
    if (number.Valid() && (text.styled.StyleAt(number.begin) & kStruck) != 0) {
      builder.Pass(text.styled.LineAt(number.begin), Written(number), "struck through");
    }
  }
  return ItemReader(*kept, strength, path, builder).Read();
}

bool IsNamedPortLine(Span line) {
  const Entries entries = ReadEntries(line, false);
  return !entries.entries.empty() && IsName(entries.entries.front().name) && IsNameLike(entries.entries.front().name) &&
         IsPair(line, entries.entries.front());
}

bool IsCaption(const Text& line) {
  const std::string_view all = Trim(line.str());
  if (all.empty() || all.size() > 120 || all.find('\n') != std::string_view::npos) return false;
  return all.back() == ':' || StrongEnd(line) >= line.str().size();
}

void ReadParagraph(std::span<const Record> lines, const Path& path, RegistryBuilder& builder) {
  ParagraphReader(lines, path, builder).Read();
}

void ReadVariable(Span name, Span value, std::string purpose, int line, bool listed, bool any_name, Strength strength,
                  RegistryBuilder& builder) {
  builder.AddVariable({std::string(name.str()), std::string(value.str()), builder.At(line)}, "a variable");
  const std::vector<Number> ports = OnlyPorts(value.Trimmed());
  if (!listed || ports.size() != 1 || !IsNothingBut(value, ports[0]) || ports[0].kind == NumberKind::kOpenEnd) return;
  std::string service = ServiceOfVariable(name.str(), false);
  const Text key = Scanned(SplitKey(Fold(name.str())));
  const bool port_like = ports[0].first >= 1024 && !ports[0].url && !ports[0].yearlike &&
                         !Span(key).Says(Concept::kCount, Concept::kUnit, Concept::kHistory);
  if (service.empty() && any_name && port_like) service = ServiceOfVariable(name.str(), true);
  if (service.empty() || (service == "app" && strength != Strength::kTable)) return;
  if (!CheckPort(ports[0], line, builder)) return;
  Statement statement;
  statement.number = ports[0];
  statement.assignment.label = name.str();
  statement.assignment.service = std::move(service);
  statement.assignment.purpose = std::move(purpose);
  statement.assignment.container_ports = ports[0].container;
  statement.assignment.source = builder.At(line);
  const Text remark = Scanned(statement.assignment.purpose);
  statement.said.name = name;
  statement.said.remark = remark;
  statement.section = State::kAssigned;
  statement.strength = strength;
  statement.why = "a variable that names a port";
  Tell(std::move(statement), Path(), builder);
}

void ReadCodeLines(std::span<const Record> lines, const Path& path, RegistryBuilder& builder) {
  const std::string& language = lines.front().language;
  const auto is_one_of = [&](std::string_view list) { return IsOneOf(language, list); };
  const bool text = is_one_of("||text|txt|plaintext|plain|none|md|markdown|ascii|yaml|yml|compose|docker-compose|");
  const bool environment = is_one_of("|env|dotenv|ini|properties|");
  const State state = path.state();
  const bool silent = state == State::kGone || state == State::kExample || state == State::kRemark;
  const Strength strength = text && IsPortMap(lines) ? Strength::kList : Strength::kCode;
  for (const Record& line : lines) {
    if (line.shape == Shape::kVariable) {
      const Field& variable = line.fields.front();
      const bool listed = environment && (state == State::kAssigned || state == State::kVariables);
      ReadVariable(*variable.key, variable.value, {}, line.line, listed, false, Strength::kProse, builder);
      continue;
    }
    if (silent || !text) continue;
    const Text& of = line.text();
    const char* why = IsConstant(of.str()) ? "a constant of a scheme"
                      : IsConnection(of)   ? "a connection in a diagram"
                                           : nullptr;
    for (const Number& number : of.numbers) {
      if (why != nullptr && number.Valid()) builder.Pass(line.line, Written(number), why);
    }
    if (why != nullptr) continue;
    const std::size_t comment = TrailingCommentAt(of.str());
    if (comment == of.str().size()) {
      ReadItem(of, strength, path, builder);
    } else {
      Text before(of.styled.Part(0, comment));
      Scan(before);
      ReadItem(before, strength, path, builder);
    }
  }
}

void ReadPortOfHeading(const Text& text, const Path& path, RegistryBuilder& builder) {
  const Heading& heading = *path.last();
  const Number* port = FirstPort(text);
  const auto valid =
      std::count_if(text.numbers.begin(), text.numbers.end(), [](const Number& one) { return one.Valid(); });
  if (valid != 1 || port->kind != NumberKind::kPort || port->first < 1024 || port->yearlike || heading.level == 1)
    return;
  if (heading.state != State::kRestated && path.state() != State::kAssigned) return;
  if (!IsNameLike(heading.name) || IsCategory(heading.name)) return;
  const Text note = Scanned(heading.note);
  Statement statement;
  statement.number = *port;
  statement.assignment.protocol = port->protocol.value_or(Protocol::kAny);
  statement.assignment.container_ports = port->container;
  statement.assignment.label = heading.name.str();
  statement.assignment.service = WithoutParenthesis(heading.name.str());
  statement.assignment.source = builder.At(heading.line);
  statement.said.name = heading.name;
  statement.said.status = note;
  statement.section = State::kAssigned;
  statement.strength = Strength::kProse;
  statement.why = "port in the heading '" + heading.text + "'";
  Tell(std::move(statement), path, builder);
}

}  // namespace portlaw::readers
