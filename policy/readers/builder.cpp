// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/builder.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "policy/readers/names.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

// The name that a container would have: the container column's, else the service's, else the label.
const std::string& NameOf(const Assignment& assignment) {
  if (!assignment.container.empty()) return assignment.container;
  return assignment.service.empty() ? assignment.label : assignment.service;
}

bool SameProtocol(Protocol a, Protocol b) { return a == b || a == Protocol::kAny || b == Protocol::kAny; }

// The names of an assignment as they are compared.
struct Names {
  explicit Names(const Assignment& assignment)
      : ports(assignment.ports),
        protocol(assignment.protocol),
        host(Squeeze(assignment.host.value_or(""))),
        label(Squeeze(assignment.label)),
        service(assignment.service == assignment.label ? label : Squeeze(assignment.service)),
        container(Squeeze(assignment.container)),
        exposure(assignment.exposure) {}

  // The words of both names in either order: "commander_backend" is the backend of commander.
  bool IsJoined(const Names& parts) const {
    return label == parts.service + parts.label || label == parts.label + parts.service ||
           (!parts.service.empty() && label.size() > parts.service.size() && label.starts_with(parts.service) &&
            parts.label.starts_with(std::string_view(label).substr(parts.service.size())));
  }

  PortRange ports;
  Protocol protocol;
  std::string host, label, service, container;
  Exposure exposure;
};

// Finds whether an assignment says again what one before it said.
class Restatements {
 public:
  // The statement that `assignment` repeats, else none. The statements so far are those of Add.
  std::optional<std::size_t> Find(const Names& names, Strength strength) const {
    const auto found = by_port_.find(Key(names.ports));
    if (found == by_port_.end()) return std::nullopt;
    const std::vector<std::size_t>& same = found->second;
    const auto last = same.size() > kLookedAt ? same.rbegin() + kLookedAt : same.rend();
    const auto at =
        std::find_if(same.rbegin(), last, [&](std::size_t i) { return IsSame(names, strength, added_[i].names); });
    return at == last ? std::nullopt : std::optional(added_[*at].index);
  }

  // An assignment of the port by a stronger kind of statement, whoever has it.
  std::optional<std::size_t> FindPort(const Names& names) const {
    const auto found = by_port_.find(Key(names.ports));
    return found == by_port_.end() ? std::nullopt : std::optional(added_[found->second.back()].index);
  }

  void Add(Names names, std::size_t index) {
    by_port_[Key(names.ports)].push_back(added_.size());
    added_.push_back({std::move(names), index});
  }

 private:
  // More statements about one port than this are no registry; it bounds the search.
  static constexpr std::size_t kLookedAt = 64;

  struct Added {
    Names names;
    std::size_t index;
  };

  static std::uint32_t Key(PortRange ports) { return (std::uint32_t{ports.first} << 16) | ports.last; }

  static bool IsSame(const Names& now, Strength strength, const Names& before) {
    // A list may leave out the environment that the table gives.
    const bool anywhere = now.host.empty() && strength != Strength::kTable;
    if (now.ports != before.ports || !SameProtocol(now.protocol, before.protocol)) return false;
    if (!anywhere && now.host != before.host) return false;
    // What is said to be on the host, too, is said for the first time.
    if (now.exposure == Exposure::kHost && before.exposure == Exposure::kInternal) return false;
    const bool same = now.label == before.label && now.service == before.service && now.container == before.container;
    if (same) return true;
    // One container has a port once, whatever it is called.
    if (!now.container.empty() && now.container == before.container) return true;
    // Two spellings of one name: "HrApi", and the API of HR.
    if (now.label == now.service && before.label != before.service && now.IsJoined(before)) return true;
    // Rows of tables are told apart by every name that they give.
    if (strength == Strength::kTable && (!now.container.empty() || now.label != now.service)) return false;
    if (now.label == before.service || now.service == before.label || now.label == before.container) return true;
    return strength >= Strength::kCode && (now.service == before.service || now.label == before.label ||
                                           (!now.container.empty() && now.container == before.container));
  }

  std::vector<Added> added_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> by_port_;
};

// "Core platform (auth, ...)" and "Core Platform Services" are one range told twice.
bool ShareAWord(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return true;
  static constexpr std::size_t kStem = 4;  // "Berths" and "Berth services"
  const auto stems = [](std::string_view text) {
    std::set<std::string> all;
    for (const Word& word : FindWords(text)) {
      const std::string folded = Fold(text.substr(word.begin, word.end - word.begin));
      for (std::size_t begin = 0; begin < folded.size();) {
        const std::size_t end = std::min(folded.find_first_of(" -", begin), folded.size());
        if (end - begin >= 2) all.insert(folded.substr(begin, std::min(kStem, end - begin)));
        begin = end + 1;
      }
    }
    return all;
  };
  const std::set<std::string> of_a = stems(a);
  for (const std::string& stem : stems(b)) {
    if (of_a.contains(stem)) return true;
  }
  return false;
}

bool IsCompletion(const std::vector<Port>& part, std::vector<Port> whole) {
  std::sort(whole.begin(), whole.end());
  return std::all_of(part.begin(), part.end(),
                     [&](Port port) { return std::binary_search(whole.begin(), whole.end(), port); });
}

// Stable. Numbers are sorted and each item is moved once: most of a document comes in order.
template <class T>
void SortBySource(std::vector<T>& items) {
  const auto before = [](const T& a, const T& b) { return a.source.line < b.source.line; };
  if (std::is_sorted(items.begin(), items.end(), before)) return;
  std::vector<std::pair<int, std::size_t>> order(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) order[i] = {items[i].source.line, i};
  std::sort(order.begin(), order.end());
  std::vector<T> sorted;
  sorted.reserve(items.size());
  for (const auto& [line, i] : order) sorted.push_back(std::move(items[i]));
  items = std::move(sorted);
}

// How many of the names below a title begin with it, or with one of its words.
struct TitleMatch {
  std::size_t named = 0;
  std::size_t all = 0;

  bool IsBlock() const { return named * 2 > all; }
  // Neither all nor none: the reader had to weigh.
  bool IsClose() const { return named > 0 && named < all; }
};

TitleMatch MatchTitle(std::string_view title, const std::vector<std::string>& names) {
  std::vector<std::string> candidates{Squeeze(title)};
  for (const Word& word : FindWords(title)) {
    const std::string_view text = title.substr(word.begin, word.end - word.begin);
    constexpr Concepts kNoNames = Of(Concept::kService, Concept::kServices, Concept::kRole, Concept::kStage,
                                     Concept::kDatabase, Concept::kHost, Concept::kPort, Concept::kPorts);
    if (text.size() >= 3 && !Has(word.concepts, kNoNames)) candidates.push_back(Squeeze(text));
  }
  TitleMatch best{0, names.size()};
  for (const std::string& candidate : candidates) {
    if (candidate.empty()) continue;
    const auto named =
        std::count_if(names.begin(), names.end(), [&](const std::string& name) { return name.starts_with(candidate); });
    best.named = std::max(best.named, static_cast<std::size_t>(named));
  }
  return best;
}

std::vector<Number> NumbersIn(std::string_view line) { return Scanned(line).numbers; }

bool IsCategoryName(const std::string& name) { return IsCategory(Scanned(name)); }

}  // namespace

int RegistryBuilder::OpenSection(Section section) {
  sections_.push_back(std::move(section));
  rows_.emplace_back();
  return static_cast<int>(sections_.size()) - 1;
}

void RegistryBuilder::Assign(Assignment assignment, int section, Strength strength, std::string why) {
  if (section != kNoSection) {
    const Section& of = sections_[static_cast<std::size_t>(section)];
    assignment.section = of.title;
    assignment.section_ports = of.ports;
    if (!assignment.host) assignment.host = of.host;
  }
  read_blocks_.insert(block_);
  stated_.push_back({std::move(assignment), section, strength, std::move(why)});
}

void RegistryBuilder::AddRange(Group range, std::optional<RangeKind> kind, Strength strength, std::string why) {
  read_blocks_.insert(block_);
  ranges_.push_back({std::move(range), kind, strength, std::move(why)});
}

void RegistryBuilder::Reserve(ReservedRange range, bool certain, std::string why, int heading_line) {
  read_blocks_.insert(block_);
  reserves_.push_back({std::move(range), certain, std::move(why), heading_line});
}

void RegistryBuilder::Migrate(Migration migration, std::string why) {
  for (Port port : migration.from)
    Note(migration.source.line, std::to_string(port), "migration", why + ": legacy port");
  for (Port port : migration.to)
    Note(migration.source.line, std::to_string(port), "migration", why + ": port to move to");
  document_.registry.migrations.push_back(std::move(migration));
}

void RegistryBuilder::AddOffset(Offset offset, std::string why) {
  Note(offset.source.line, "+" + std::to_string(offset.first), "offset", std::move(why));
  document_.registry.offsets.push_back(std::move(offset));
}

bool RegistryBuilder::AddRedis(RedisDatabase database, std::string why) {
  constexpr std::size_t kMost = 10'000;
  if (document_.registry.redis.size() >= kMost) {
    if (!too_much_redis_) Fail(database.source.line, "the document has too many Redis databases", "list fewer");
    too_much_redis_ = true;
    return false;
  }
  Note(database.source.line, std::to_string(database.db), "redis database", std::move(why));
  document_.registry.redis.push_back(std::move(database));
  return true;
}

void RegistryBuilder::AddVariable(Variable variable, std::string why) {
  Note(variable.source.line, variable.value, "variable", std::move(why));
  document_.registry.variables.push_back(std::move(variable));
}

void RegistryBuilder::Note(int line, std::string text, std::string taken, std::string why) {
  if (static_cast<std::size_t>(line) >= noted_lines_.size())
    noted_lines_.resize(static_cast<std::size_t>(line) * 2 + 64);
  noted_lines_[static_cast<std::size_t>(line)] = true;
  read_blocks_.insert(block_);
  document_.readings.push_back({At(line), std::move(text), std::move(taken), std::move(why)});
}

void RegistryBuilder::Miss(int line, std::string text, std::string why, std::string place) {
  Unread& unread = unread_[{block_, std::move(place)}];
  if (unread.rows == 0) unread.line = line;
  unread.rows += std::exchange(unread.last, line) != line;
  unread.why = why;
  missed_lines_[block_].insert(line);
  const bool read = read_blocks_.contains(block_);
  Note(line, std::move(text), "passed over", std::move(why));
  if (!read) read_blocks_.erase(block_);
}

// Rows that look like a port's, of which nothing was taken, and which nothing explains.
void RegistryBuilder::RemarkUnread() {
  std::set<int> told;
  for (const auto& [key, unread] : unread_) {
    if (unread.rows < 2 || read_blocks_.contains(key.first) || !told.insert(key.first).second) continue;
    Remark(Severity::kWarning, "unread-rows",
           std::to_string(unread.rows) + " rows from here on look like a port's and were not read (" + unread.why +
               "); name the column or the owner, or see `show --explain-reading`",
           unread.line);
  }
  for (const auto& [block, lines] : missed_lines_) {
    if (!read_blocks_.contains(block)) document_.unread_lines += lines.size();
  }
}

void RegistryBuilder::Place(int first_line, int last_line, std::string what) {
  places_.push_back({first_line, last_line, std::move(what)});
}

void RegistryBuilder::Pass(int line, std::string text, std::string why, std::string taken) {
  Note(line, std::move(text), std::move(taken), std::move(why));
}

void RegistryBuilder::Fail(int line, std::string what, std::string advice) {
  errors_.push_back({At(line), std::move(what), std::move(advice)});
}

void RegistryBuilder::Remark(Severity severity, std::string code, std::string message, int line) {
  document_.findings.push_back({severity, std::move(code), std::move(message), At(line), {}});
}

// Strong statements first; a weaker one about the same port and name is a restatement.
void RegistryBuilder::SettleAssignments() {
  std::vector<std::size_t> order(stated_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return stated_[a].strength < stated_[b].strength; });
  Restatements seen;
  std::vector<bool> kept(stated_.size(), false);
  for (std::size_t i : order) {
    const Stated& stated = stated_[i];
    const int line = stated.assignment.source.line;
    const std::string text = ToString(stated.assignment.ports);
    Names names(stated.assignment);
    if (const auto before = seen.Find(names, stated.strength)) {
      Note(line, text, "restatement",
           "line " + std::to_string(stated_[*before].assignment.source.line) + " says it too");
    } else if (const auto port = seen.FindPort(names); port && stated.strength >= Strength::kCode) {
      Note(line, text, "passed over",
           stated.why + "; but line " + std::to_string(stated_[*port].assignment.source.line) + " gives this port");
    } else {
      Note(line, text, "assignment", stated.why);
      seen.Add(std::move(names), i);
      kept[i] = true;
    }
  }
  std::vector<Stated> rest;
  for (std::size_t i = 0; i < stated_.size(); ++i) {
    if (kept[i]) rest.push_back(std::move(stated_[i]));
  }
  stated_ = std::move(rest);
  for (std::size_t i = 0; i < stated_.size(); ++i) {
    if (stated_[i].section != kNoSection) rows_[static_cast<std::size_t>(stated_[i].section)].push_back(i);
  }
}

std::optional<RangeKind> RegistryBuilder::Override(PortRange ports) const {
  const auto found = options_.ranges.find(ports);
  return found == options_.ranges.end() ? std::nullopt : std::optional(found->second);
}

void RegistryBuilder::SettleServices(int section, const std::string& service) {
  for (std::size_t i : rows_[static_cast<std::size_t>(section)]) stated_[i].assignment.service = service;
}

// A heading with a range: a block if its title names the rows below, else a group. Without a range, a title that
// names its rows is still their service.
void RegistryBuilder::SettleSections() {
  for (std::size_t id = 0; id < sections_.size(); ++id) {
    Section& section = sections_[id];
    std::vector<std::string> names;
    for (std::size_t i : rows_[id]) names.push_back(Squeeze(NameOf(stated_[i].assignment)));
    const TitleMatch match = MatchTitle(section.name, names);
    if (!section.embedded_in.empty()) {
      SettleServices(static_cast<int>(id), section.name);
      continue;
    }
    if (!section.ports) {
      const bool containers = std::any_of(rows_[id].begin(), rows_[id].end(),
                                          [&](std::size_t i) { return !stated_[i].assignment.container.empty(); });
      if (containers && match.all > 1 && match.IsBlock()) SettleServices(static_cast<int>(id), section.name);
      continue;
    }
    const auto override_kind = Override(*section.ports);
    const bool block = override_kind ? *override_kind == RangeKind::kBlock : !section.layer && match.IsBlock();
    if (block) SettleServices(static_cast<int>(id), section.name);
    Group range{*section.ports, section.name, {}, section.host, At(section.line)};
    std::string why = "range in the heading '" + section.title + "'; ";
    why += override_kind
               ? "the settings say which"
               : std::to_string(match.named) + " of " + std::to_string(match.all) + " rows below are named after it";
    if (!override_kind && match.IsClose() && !section.layer) RemarkKind(range, block, match.named, match.all);
    ranges_.push_back({std::move(range), block ? RangeKind::kBlock : RangeKind::kGroup, Strength::kTable,
                       std::move(why), LayerOf(section)});
  }
  SettleEmbedded();
}

// "Embedded in Janua": a second service in the block of the first section of that name.
void RegistryBuilder::SettleEmbedded() {
  std::unordered_map<std::string, const Section*> by_name;
  for (const Section& section : sections_) {
    if (section.ports) by_name.emplace(Squeeze(section.name), &section);
  }
  for (const Section& section : sections_) {
    if (section.embedded_in.empty()) continue;
    const auto found = by_name.find(Squeeze(section.embedded_in));
    if (found == by_name.end()) continue;
    const Section& other = *found->second;
    document_.registry.blocks.push_back({*other.ports, section.name, "", other.name, section.host, At(section.line)});
    Note(section.line, ToString(*other.ports), "block", "'" + section.title + "' shares the block of " + other.name);
  }
}

void RegistryBuilder::RemarkKind(const Group& range, bool block, std::size_t named, std::size_t all) {
  const std::string text = ToString(range.ports);
  Remark(Severity::kNote, "ambiguous-range",
         text + " is taken for a " + (block ? "block of " : "group ") + "'" + range.name + "', since " +
             std::to_string(named) + " of its " + std::to_string(all) +
             " rows are named after it; settings `ranges: {\"" + text + "\": " + (block ? "group" : "block") +
             "}` make it the other",
         range.source.line);
}

// A range that stands apart from its rows is one service's if its name begins theirs.
void RegistryBuilder::SettleKind(StatedRange& stated, const std::vector<std::size_t>& by_port) {
  constexpr std::size_t kLookedAt = 1000;  // bounds the work for ranges within ranges
  const PortRange ports = stated.range.ports;
  auto at = std::partition_point(by_port.begin(), by_port.end(),
                                 [&](std::size_t i) { return stated_[i].assignment.ports.first < ports.first; });
  std::vector<std::string> names;
  const auto begin = at;
  for (; at != by_port.end() && stated_[*at].assignment.ports.first <= ports.last && names.size() < kLookedAt; ++at) {
    names.push_back(Squeeze(NameOf(stated_[*at].assignment)));
  }
  const TitleMatch match = MatchTitle(stated.range.name, names);
  const bool one_name = WordCount(Scanned(stated.range.name)) <= 3 && !IsCategoryName(stated.range.name);
  const bool block = !names.empty() && one_name && match.IsBlock();
  stated.kind = block ? RangeKind::kBlock : RangeKind::kGroup;
  if (one_name && match.IsClose()) RemarkKind(stated.range, block, match.named, match.all);
  for (auto row = begin; block && row != at; ++row) {
    Assignment& assignment = stated_[*row].assignment;
    if (assignment.service == assignment.label) assignment.service = stated.range.name;
  }
}

// The range of the nearest heading above that has one.
std::optional<PortRange> RegistryBuilder::LayerOf(const Section& section) const {
  for (int above = section.parent; above != kNoSection; above = sections_[static_cast<std::size_t>(above)].parent) {
    const Section& other = sections_[static_cast<std::size_t>(above)];
    if (other.ports) return other.ports;
  }
  return std::nullopt;
}

// The groups that the document puts blocks in: by the heading above, else by a group that lists the block's service.
// Of several groups the first.
class RegistryBuilder::Layers {
 public:
  explicit Layers(const std::vector<Group>& groups) {
    for (const Group& group : groups) {
      by_ports_.emplace(group.ports, &group.name);
      for (const std::string& listed : group.services) by_service_.emplace(Squeeze(listed), &group.name);
    }
  }

  std::string NameOf(const Block& block, std::optional<PortRange> layer) const {
    if (const auto found = layer ? by_ports_.find(*layer) : by_ports_.end(); found != by_ports_.end()) {
      return *found->second;
    }
    const auto found = by_service_.find(Squeeze(block.service));
    return found == by_service_.end() ? std::string() : *found->second;
  }

 private:
  std::map<PortRange, const std::string*> by_ports_;
  std::unordered_map<std::string, const std::string*> by_service_;
};

// Ranges told twice become one; a block or a group each.
void RegistryBuilder::SettleRanges() {
  std::stable_sort(ranges_.begin(), ranges_.end(), [](const StatedRange& a, const StatedRange& b) {
    return std::pair(a.strength, a.range.source.line) < std::pair(b.strength, b.range.source.line);
  });
  std::map<PortRange, std::vector<std::size_t>> by_ports;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    StatedRange& stated = ranges_[i];
    if (const auto kind = Override(stated.range.ports)) stated.kind = kind;
    std::vector<std::size_t>& same = by_ports[stated.range.ports];
    const auto before = std::find_if(same.begin(), same.end(), [&](std::size_t k) {
      const Group& other = ranges_[k].range;
      return other.host == stated.range.host && ShareAWord(other.name, stated.range.name);
    });
    const std::string text = ToString(stated.range.ports);
    if (before != same.end()) {
      Group& other = ranges_[*before].range;
      if (other.services.empty()) other.services = stated.range.services;
      if (!ranges_[*before].kind) ranges_[*before].kind = stated.kind;
      Note(stated.range.source.line, text, "restatement", "line " + std::to_string(other.source.line) + " says it too");
    } else {
      if (same.size() < 8) same.push_back(i);
      kept.push_back(i);
    }
  }
  std::vector<std::size_t> by_port(stated_.size());
  for (std::size_t i = 0; i < by_port.size(); ++i) by_port[i] = i;
  std::stable_sort(by_port.begin(), by_port.end(), [&](std::size_t a, std::size_t b) {
    return stated_[a].assignment.ports.first < stated_[b].assignment.ports.first;
  });
  for (std::size_t i : kept) {
    if (!ranges_[i].kind) SettleKind(ranges_[i], by_port);
  }
  for (std::size_t i : kept) {
    const StatedRange& stated = ranges_[i];
    const bool block = stated.kind == RangeKind::kBlock;
    Note(stated.range.source.line, ToString(stated.range.ports), block ? "block" : "group", stated.why);
    if (!block) document_.registry.groups.push_back(stated.range);
  }
  const Layers layers(document_.registry.groups);
  for (std::size_t i : kept) {
    const Group& range = ranges_[i].range;
    if (ranges_[i].kind != RangeKind::kBlock) continue;
    Block block{range.ports, range.name, "", "", range.host, range.source};
    block.layer = layers.NameOf(block, ranges_[i].layer);
    document_.registry.blocks.push_back(std::move(block));
  }
  SortBySource(document_.registry.blocks);
  SortBySource(document_.registry.groups);
}

// Where a document assigns nothing otherwise, "reserved ports" are those that are taken, each by whom it names.
void RegistryBuilder::TakeReservedForAssigned() {
  const auto of_system = std::count_if(reserves_.begin(), reserves_.end(),
                                       [](const StatedReserve& stated) { return stated.range.ports.first < 1024; });
  if (!stated_.empty() || static_cast<std::size_t>(of_system) * 3 > reserves_.size()) return;
  std::vector<StatedReserve> rest;
  for (StatedReserve& stated : reserves_) {
    const ReservedRange& range = stated.range;
    if (stated.certain || range.ports.Size() > 1 || range.reason.empty()) {
      rest.push_back(std::move(stated));
      continue;
    }
    if (stated_.empty()) {
      Remark(Severity::kNote, "ambiguous-reserved",
             "the document assigns ports only where it calls them reserved; they are taken for assignments",
             range.source.line);
    }
    Assignment assignment;
    assignment.ports = range.ports;
    assignment.protocol = range.protocol;
    assignment.label = range.reason;
    assignment.service = std::string(WithoutParenthesis(range.reason));
    assignment.host = range.host;
    assignment.source = range.source;
    Assign(std::move(assignment), kNoSection, Strength::kList, stated.why + "; 'reserved' here means taken");
  }
  reserves_ = std::move(rest);
}

void RegistryBuilder::SettleReserved() {
  std::vector<Port> assigned;
  for (const Stated& stated : stated_) assigned.push_back(stated.assignment.ports.first);
  std::sort(assigned.begin(), assigned.end());
  const auto is_used = [&](PortRange range) {
    const auto at = std::lower_bound(assigned.begin(), assigned.end(), range.first);
    return at != assigned.end() && *at <= range.last;
  };
  std::set<int> used_headings;
  for (const StatedReserve& stated : reserves_) {
    if (!stated.certain && stated.heading_line > 0 && is_used(stated.range.ports))
      used_headings.insert(stated.heading_line);
  }
  std::set<std::tuple<PortRange, Protocol, std::optional<std::string>>> seen;
  for (StatedReserve& stated : reserves_) {
    ReservedRange& range = stated.range;
    const std::string text = ToString(range.ports);
    if (!stated.certain && (is_used(range.ports) || used_headings.count(stated.heading_line) > 0)) {
      Remark(Severity::kNote, "ambiguous-reserved",
             text +
                 " is called reserved, but the document assigns ports in ranges that it calls so; it is taken for a "
                 "group named '" +
                 range.reason + "'",
             range.source.line);
      ranges_.push_back({{range.ports, range.reason, {}, range.host, range.source},
                         std::nullopt,
                         Strength::kTable,
                         stated.why + "; 'reserved' here means set aside for what is listed"});
    } else if (!seen.emplace(range.ports, range.protocol, range.host).second) {
      Note(range.source.line, text, "restatement", "reserved before");
    } else {
      Note(range.source.line, text, "reserved", stated.why);
      document_.registry.reserved.push_back(range);
    }
  }
  SortBySource(document_.registry.reserved);
}

// A migration all of whose ports another one of the same service names is told twice.
void RegistryBuilder::SettleMigrations() {
  std::vector<Migration>& all = document_.registry.migrations;
  std::map<std::string, std::vector<Migration>> by_service;
  std::vector<Migration> kept;
  for (Migration& migration : all) {
    std::vector<Migration>& same = by_service[Squeeze(migration.service)];
    const bool told = std::any_of(same.begin(), same.end(), [&](const Migration& other) {
      return IsCompletion(migration.from, other.from) && IsCompletion(migration.to, other.to);
    });
    if (told) continue;
    if (same.size() < 16) same.push_back(migration);
    kept.push_back(std::move(migration));
  }
  all = std::move(kept);
}

// "## Atlas (main server)" and beside it "## Boreas": what both give is no conflict, so that the second is a host, too.
void RegistryBuilder::SettleHosts() {
  if (std::none_of(sections_.begin(), sections_.end(),
                   [](const Section& section) { return section.host.has_value(); })) {
    return;
  }
  const auto siblings = [&](const Section& a, const Section& b) { return a.parent == b.parent && a.level == b.level; };
  for (std::size_t id = 0; id < sections_.size(); ++id) {
    const Section& section = sections_[id];
    if (section.host || section.ports || rows_[id].empty() || IsCategoryName(section.name)) continue;
    std::set<PortRange> given;
    for (std::size_t other = 0; other < sections_.size(); ++other) {
      if (!sections_[other].host || !siblings(section, sections_[other])) continue;
      for (std::size_t i : rows_[other]) given.insert(stated_[i].assignment.ports);
    }
    const bool shared = std::any_of(rows_[id].begin(), rows_[id].end(),
                                    [&](std::size_t i) { return given.contains(stated_[i].assignment.ports); });
    if (!shared) continue;
    for (std::size_t i : rows_[id]) {
      if (!stated_[i].assignment.host) stated_[i].assignment.host = section.name;
    }
  }
}

void RegistryBuilder::RemarkHosts() {
  std::set<std::string> hosts;
  int line = 0;
  for (const Stated& stated : stated_) {
    if (!stated.assignment.host) continue;
    hosts.insert(*stated.assignment.host);
    if (line == 0) line = stated.assignment.source.line;
  }
  if (hosts.empty()) return;
  std::string list;
  int shown = 0;
  for (const std::string& host : hosts) {
    if (shown++ == 8) {
      list += ", ...";
      break;
    }
    list += (list.empty() ? "'" : ", '") + host + "'";
  }
  Remark(Severity::kNote, "several-hosts",
         "rows are for one host or environment each (" + list +
             "); settings `host_name: NAME` choose which of them "
             "bind here",
         line);
}

// Why a number that nobody spoke of is not taken for a port.
std::string RegistryBuilder::PlaceOf(int line, std::string_view text, const Number& number) const {
  if (number.why_not != nullptr) return number.why_not;
  const std::string_view before = Trim(text.substr(0, number.begin), "> \t");
  const std::string_view after = text.substr(std::min(number.end, text.size()));
  const bool ordinal = before.empty() && number.last < 1000 && !after.empty() && (after[0] == '.' || after[0] == ')');
  if (ordinal && after.size() > 1 && IsSpace(after[1])) return "the number of a list item";
  const auto place = std::partition_point(places_.begin(), places_.end(),
                                          [line](const PlacedLines& lines) { return lines.last < line; });
  if (place != places_.end() && place->first <= line) return place->what;
  if (before.substr(0, 1) == "#" || before.substr(0, 2) == "//") return "in a comment";
  return "not in a place for a port";
}

// Every line with a number that could be a port and that nobody spoke of.
void RegistryBuilder::NoteTheRest(std::string_view text) {
  int line = 0;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    ++line;
    if (static_cast<std::size_t>(line) >= noted_lines_.size() || !noted_lines_[static_cast<std::size_t>(line)]) {
      for (const Number& number : NumbersIn(text.substr(begin, end - begin))) {
        if (number.first < 1 || number.first > 65535) continue;
        const std::string written(text.substr(begin + number.begin, number.end - number.begin));
        Note(line, written, "passed over", PlaceOf(line, text.substr(begin, end - begin), number));
      }
    }
    begin = end + 1;
  }
}

ResultOfMany<Document> RegistryBuilder::Finish(std::string_view text) && {
  if (!errors_.empty()) return tl::make_unexpected(std::move(errors_));
  block_ = -1;  // what is noted from now on is of no block
  TakeReservedForAssigned();
  SettleAssignments();
  SettleHosts();
  SettleSections();
  SettleReserved();
  SettleRanges();
  SettleMigrations();
  RemarkHosts();
  RemarkUnread();
  Registry& registry = document_.registry;
  registry.assignments.reserve(stated_.size());
  for (Stated& stated : stated_) registry.assignments.push_back(std::move(stated.assignment));
  SortBySource(registry.assignments);
  const bool nothing =
      registry.assignments.empty() && registry.blocks.empty() && registry.groups.empty() && registry.reserved.empty();
  if (nothing && !options_.explain) {
    errors_.push_back({At(0), "nothing in it reads as a port registry",
                       "name ports in tables, lists or keys, as in '| 4100 | API | janua-api |'; "
                       "`show --explain-reading` tells what each number was taken for"});
    return tl::make_unexpected(std::move(errors_));
  }
  NoteTheRest(text);
  SortBySource(document_.readings);
  return std::move(document_);
}

}  // namespace portlaw::readers
