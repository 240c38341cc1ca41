// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/list_item.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "policy/readers/entries.h"
#include "policy/readers/fold.h"
#include "policy/readers/markers.h"
#include "policy/readers/name_like.h"

namespace portlaw::readers {
namespace {

constexpr std::string_view kSource = "list item";

class ItemReader {
 public:
  ItemReader(const StyledText& text, Strength strength, Context& context)
      : text_(text.WithoutStruck()), strength_(strength), context_(context), builder_(context.builder) {
    if (!text.HasStruck()) return;
    for (const Mention& mention : FindPorts(text.text())) {
      if ((text.StyleAt(mention.begin) & kStruck) != 0) PassAs(text, mention, "struck through");
    }
  }

  bool Read() {
    const Topic topic = context_.topic();
    Entries entries = ReadEntries(text_, topic == Topic::kRegistry && context_.IsAboutContainers());
    ShareReason(entries);
    for (const LeftOut& left : entries.left_out) {
      if (left.mention.first >= 1 && left.mention.first <= 65535) PassAs(text_, left.mention, left.why);
    }
    if (topic == Topic::kRestated) strength_ = std::max(strength_, Strength::kProse);
    if (topic == Topic::kRedis) return ReadRedis(entries);
    if (topic == Topic::kMigration) return ReadMoves(entries);
    if (topic == Topic::kHistory || topic == Topic::kExamples || topic == Topic::kCommands) return Pass(entries);
    if (IsRoute()) return PassAll(entries, "a route of a proxy");
    bool any = false;
    for (const Entry& entry : entries.entries) any |= ReadEntry(entry);
    return any;
  }

 private:
  // "`/api`, `/docs` -> `127.0.0.1:4100`"
  bool IsRoute() const {
    const std::string_view text = Trim(text_.text());
    return text.size() > 1 && text.front() == '/' && !IsSpace(text[1]);
  }

  void PassAs(const StyledText& text, const Mention& mention, std::string why, std::string taken = "passed over") {
    builder_.Pass(text.LineAt(mention.begin), text.text().substr(mention.begin, mention.end - mention.begin),
                  std::move(why), std::move(taken));
  }

  bool Pass(const Entries& entries) {
    return PassAll(entries,
                   DescribeTopic(context_.topic()) + ", since it stands under '" + context_.topic_text() + "'");
  }

  bool PassAll(const Entries& entries, const std::string& why) {
    for (const Entry& entry : entries.entries) PassAs(text_, entry.mention, why);
    return false;
  }

  // "110, 143, 993 (mail)": the remark is for all of them.
  static void ShareReason(Entries& entries) {
    std::string rest;
    for (auto at = entries.entries.rbegin(); at != entries.entries.rend(); ++at) {
      if (!Words(at->rest).empty()) {
        rest = Beginning(at->rest);
      } else if (at->name.empty() || at->shared_name || at->port_first) {
        at->rest = rest;
      }
    }
  }

  int LineOf(const Entry& entry) const { return text_.LineAt(entry.offset); }

  bool ReadMoves(const Entries& entries) {
    bool any = false;
    for (const Entry& entry : entries.entries) {
      if (entry.moved_from.empty() || entry.name.empty()) {
        PassAs(text_, entry.mention, "a line about a move");
        continue;
      }
      Migration migration{entry.name, {}, {entry.mention.ports().first}, builder_.At(LineOf(entry))};
      for (const Mention& from : entry.moved_from) {
        migration.from.push_back(static_cast<Port>(from.first));
      }
      builder_.Migrate(std::move(migration), "an arrow in a list of moves");
      any = true;
    }
    return any;
  }

  bool ReadRedis(const Entries& entries) {
    for (const Entry& entry : entries.entries) {
      if (entry.mention.last > 255 || entry.name.empty()) continue;
      const bool numbered = Has(ConceptsOf(entry.name), kWordDatabase | kWordRedis) && !entry.port_first;
      builder_.AddRedis({static_cast<int>(entry.mention.first), numbered ? CleanName(entry.rest) : entry.name,
                         numbered ? "" : entry.note, builder_.At(LineOf(entry))},
                        "a list under '" + context_.heading()->text + "'");
    }
    return false;
  }

  // Whether name and port belong together by more than standing in one line.
  bool IsPlausible(const Entry& entry) const {
    const Mention& mention = entry.mention;
    const bool range = mention.kind != MentionKind::kPort;
    if (!entry.chained || (mention.first < 20 && !mention.protocol)) return false;
    if (strength_ == Strength::kProse && range) return false;
    if (mention.first < 1000 && !entry.tied && !(mention.first >= 100 && IsAllOfItem(entry)) && !mention.protocol &&
        mention.address.empty())
      return false;
    if (entry.name.empty()) return !context_.name().empty() && (entry.tied || range) && IsShort();
    if (entry.port_first)
      return FollowsSeparator(entry) ? Words(Fold(entry.name)).size() <= 12 && !IsAboutConflict(entry.name)
                                     : IsNameLike(entry.name);
    if (!IsNameLike(entry.name) || RunsOn(entry)) return false;
    return entry.tied || (!range && Words(Fold(entry.name)).size() <= (IsAllOfItem(entry) ? 4u : 2u));
  }

  // Hardly more than the port, but for a remark in parentheses.
  bool IsShort() const {
    constexpr std::size_t kLongest = 47;  // asked for each port of the item
    if (text_.text().size() > kLongest) return false;
    const std::string_view text = std::string_view(text_.text()).substr(0, text_.text().find('('));
    return !text.empty() && Words(text).size() < 5;
  }

  // "Drive Server 6690": a name, a port and nothing else.
  bool IsAllOfItem(const Entry& entry) const {
    constexpr std::size_t kLongest = 200;  // asked for each port of the item
    if (text_.text().size() > kLongest || !Trim(entry.rest).empty()) return false;
    // "blog on 4090", "blog en el 4091"
    static constexpr std::string_view kSmall = "|on|at|en|el|la|auf|op|sur|le|na|no|su|sulla|на|";
    std::size_t words = 0;
    ForEachWord(Fold(text_.text()), [&](std::string_view word) {
      words += kSmall.find("|" + std::string(word) + "|") == std::string_view::npos;
    });
    return words <= Words(Fold(entry.name)).size() + 1;
  }

  // "4100: API", not "`4100` is unclaimed".
  static bool FollowsSeparator(const Entry& entry) {
    if (entry.rest.substr(0, 2) == "  " || entry.rest.substr(0, 1) == "\t") return true;
    const std::string_view rest = Trim(entry.rest, "`*");
    return !rest.empty() && (std::string_view(":-=|>(_.").find(rest.front()) != std::string_view::npos ||
                             static_cast<unsigned char>(rest.front()) >= 0x80);
  }

  // "The advertised `4700` collision between": a sentence goes on after the port, and nothing ties the name to it.
  bool RunsOn(const Entry& entry) const {
    const std::string_view rest = Trim(entry.rest, "`*");
    const bool word = !rest.empty() && IsAlpha(rest.front());
    const std::string_view before = Trim(std::string_view(text_.text()).substr(0, entry.offset), "`* ");
    const bool tie = !before.empty() && std::string_view(":=(").find(before.back()) != std::string_view::npos;
    return word && !tie && !entry.shared_name && Words(rest).size() > 2;
  }

  // "Internal container port: 5432" below a service.
  static bool IsInside(const Entry& entry) {
    return AllWordsAre(entry.name, kWordInside | kWordContainer | kWordPort) &&
           Has(ConceptsOf(entry.name), kWordInside | kWordContainer);
  }

  // "前端端口" is "前端": written together, since those languages do not part words.
  static std::string WithoutPort(const std::string& name) {
    std::string rest = Fold(name);
    for (std::string_view word : {"端口号", "端口", "ポート番号", "ポート", "포트", "ports", "port"}) {
      if (const std::size_t at = rest.find(word); at != std::string::npos) rest.erase(at, word.size());
    }
    return rest;
  }

  // "http://localhost:8000 (via the gateway)": the gateway's.
  static bool IsThrough(const Entry& entry) {
    const std::string after = Fold(Trim(std::string_view(entry.rest).substr(0, 40), "/*`"));
    for (std::string_view word : {"(via ", "via ", "(through ", "(qua ", "(over "}) {
      if (after.starts_with(word)) return !entry.port_first;
    }
    return false;
  }

  // Why the port is not that of what the entry names; null if it may be.
  const char* WhyAnothers(const Entry& entry) const {
    // "Script: `next dev --port 3000`"
    const bool code = (text_.StyleAt(entry.offset) & kCode) != 0;
    if (code && !entry.port_first && Has(ConceptsOf(entry.name), kWordCommand | kWordVariable)) {
      return "in a command or a variable";
    }
    if (AllWordsAre(entry.name, kWordPurpose | kWordHistory)) return "a remark";
    if (AllWordsAre(entry.name, kWordRelated) || IsThrough(entry)) return "a port of another service";
    // "Standard ports: 80, 443"
    const bool standard = AllWordsAre(entry.name, kWordDefault) && IsCategory(context_.name());
    return standard ? "no name is tied to it" : nullptr;
  }

  // "External port: 5433", "URL: http://localhost:3000" say it of what the heading names.
  bool IsOfHeading(const Entry& entry) const {
    return !context_.name().empty() && AllWordsAre(entry.name, kWordOutside | kWordHost | kWordPort | kWordUrl) &&
           Has(ConceptsOf(entry.name), kWordOutside | kWordUrl | kWordPort) &&
           !Has(ConceptsOf(WithoutPort(entry.name)), kWordRole | kWordService);
  }

  bool ReadEntry(Entry entry) {
    if (IsInside(entry)) {
      PassAs(text_, entry.mention, "the port inside the container", "container port");
      return false;
    }
    if (const char* why = WhyAnothers(entry)) {
      PassAs(text_, entry.mention, why);
      return false;
    }
    if (IsOfHeading(entry)) {
      if (Has(ConceptsOf(entry.name), kWordUrl)) strength_ = std::max(strength_, Strength::kProse);
      entry.name.clear();
      entry.tied = true;
    }
    return TakeEntry(entry);
  }

  bool TakeEntry(const Entry& entry) {
    const Heading* reserved = context_.reserved();
    if (reserved != nullptr && IsReservable(entry)) return Reserve(entry, *reserved);
    if (!IsPlausible(entry)) {
      PassAs(text_, entry.mention, "no name is tied to it");
      return false;
    }
    if (IsGone(entry)) {
      PassAs(text_, entry.mention, "a port of the past");
      return false;
    }
    const Marker marker = MarkerOf(entry.name);
    if (marker == Marker::kReserved || marker == Marker::kNever) return ReserveByName(entry, marker);
    if (marker == Marker::kFree || context_.topic() == Topic::kFree) {
      PassAs(text_, entry.mention, "the line says that it is free", "free");
      return true;
    }
    if (marker == Marker::kNothing && !entry.name.empty()) return false;
    if (IsRange(entry)) return AddRange(entry);
    if (entry.mention.kind == MentionKind::kOpenEnd) {
      PassAs(text_, entry.mention, "from this port on, without an end", "range");
      return false;
    }
    Assign(entry);
    return true;
  }

  // "9080 is deprecated", "9080 端口已废弃"
  static bool IsGone(const Entry& entry) {
    const std::string after = Fold(std::string_view(entry.rest).substr(0, 48));
    for (std::string_view word : {"is deprecated", "are deprecated", "is obsolete", "no longer", "is retired", "已废弃",
                                  "已弃用", "已棄用", "废止", "廃止", "устарел", "больше не", "ya no se"}) {
      if (after.find(word) != std::string::npos) return true;
    }
    return false;
  }

  static bool IsReservable(const Entry& entry) {
    return entry.mention.first >= 20 && (entry.port_first || entry.tied || entry.name.empty());
  }

  bool Reserve(const Entry& entry, const Heading& heading) {
    std::string reason = Unwrapped(entry.rest);
    if (!entry.port_first && !entry.name.empty()) reason = reason.empty() ? entry.name : entry.name + " " + reason;
    builder_.Reserve({entry.mention.ports(), entry.mention.protocol.value_or(Protocol::kAny), reason, heading.reserved,
                      std::nullopt, builder_.At(LineOf(entry))},
                     heading.never || heading.reserved == ReservedKind::kFuture,
                     std::string(kSource) + " under '" + heading.text + "'", heading.line);
    return true;
  }

  bool ReserveByName(const Entry& entry, Marker marker) {
    const auto kind = marker == Marker::kNever ? ReservedKind::kNever : ReservedKind::kFuture;
    std::string reason = entry.port_first ? CleanName(entry.rest) : CleanName(entry.name + " " + entry.rest);
    builder_.Reserve({entry.mention.ports(), entry.mention.protocol.value_or(Protocol::kAny), std::move(reason), kind,
                      std::nullopt, builder_.At(LineOf(entry))},
                     true, std::string(kSource) + " that says so");
    return true;
  }

  // A range in a list is a group or a block, unless it plainly is what one program listens on.
  static bool IsRange(const Entry& entry) {
    if (entry.mention.kind != MentionKind::kRange && entry.mention.kind != MentionKind::kWildcard) return false;
    if (entry.mention.protocol || entry.mention.container) return false;
    if (entry.name.find('{') != std::string::npos) return false;
    const std::string folded = Fold(entry.name);
    for (std::string_view one : {"passive", "rtp", "relay", "webrtc", "media ports"}) {
      if (folded.find(one) != std::string::npos) return false;
    }
    return true;
  }

  bool AddRange(const Entry& entry) {
    builder_.AddRange({entry.mention.ports(), entry.name, {}, std::nullopt, builder_.At(LineOf(entry))}, std::nullopt,
                      strength_, "a range in a list item");
    return true;
  }

  void Assign(const Entry& entry) {
    Assignment assignment;
    assignment.ports = entry.mention.ports();
    assignment.source = builder_.At(LineOf(entry));
    assignment.label = entry.name.empty() ? context_.name() : entry.name;
    assignment.service = ServiceOf(assignment.label);
    assignment.purpose = entry.role.empty() ? entry.note : entry.role;
    std::replace(assignment.purpose.begin(), assignment.purpose.end(), '\n', ' ');
    assignment.protocol = ProtocolOf(entry);
    assignment.container_ports = entry.mention.container;
    if (!internal_) internal_ = context_.internal() || SaysInternalOnly(text_.text());
    assignment.exposure = *internal_ ? Exposure::kInternal : Exposure::kHost;
    const std::string why = std::string(kSource) + " that ties '" + assignment.label + "' to the port";
    builder_.Assign(std::move(assignment), context_.section(), strength_, why);
  }

  // "HTTP" under "harbor-engine" is harbor-engine's; "MongoDB" under "Core services" is its own.
  std::string ServiceOf(const std::string& name) const {
    const std::string title = context_.name();
    const bool specific = !title.empty() && !IsCategory(title) && Words(Fold(title)).size() <= 4 &&
                          context_.heading() != nullptr && context_.heading()->level > 1 && !context_.heading()->host;
    if (AllWordsAre(name, kWordRole | kWordPort | kWordEnvironmentName) && specific) return WithoutParenthesis(title);
    return WithoutParenthesis(name);
  }

  Protocol ProtocolOf(const Entry& entry) const {
    if (entry.mention.protocol) return *entry.mention.protocol;
    for (const std::string* text : {&entry.role, &entry.name}) {
      if (const auto protocol = FindProtocol(*text)) return *protocol;
    }
    return context_.protocol().value_or(Protocol::kAny);
  }

  StyledText text_;
  Strength strength_;
  Context& context_;
  RegistryBuilder& builder_;
  std::optional<bool> internal_;  // of all that the item assigns, found out for the first
};

}  // namespace

bool IsCategory(std::string_view title) {
  static constexpr std::string_view kKinds =
      "|infrastructure|infra|core|shared|common|standard|databases|backends|frontends|apis|uis|servers|monitoring|"
      "observability|overview|summary|current|list|map|registry|reference|assignments|allocation|allocations|assigned|"
      "allocated|misc|other|others|additional|development|production|staging|local|external|internal|table|ports|"
      "convention|conventions|schema|scheme|mapping|mappings|quick|storage|messaging|networking|network|security|"
      "platform|support|libraries|tools|systems|puertos|portas|порты|stack|defaults|settings|configuration|config|";
  const bool identifier =
      title.find(' ') == std::string_view::npos && title.find_first_of("-_") != std::string_view::npos;
  bool category = false;
  if (identifier) return false;
  ForEachWord(Fold(title), [&](std::string_view word) {
    const Concepts concepts = ConceptsOf(word);
    category =
        category ||
        Has(concepts, kWordUrl | kWordPlural | kWordPort | kWordRange | kWordEnvironment | kWordEnvironmentName) ||
        kKinds.find("|" + std::string(word) + "|") != std::string_view::npos;
  });
  return category;
}

bool ReadListItem(const StyledText& text, Strength strength, Context& context) {
  return ItemReader(text, strength, context).Read();
}

}  // namespace portlaw::readers
