// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/data_reader.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "policy/readers/entries.h"
#include "policy/readers/fold.h"
#include "policy/readers/key_words.h"
#include "policy/readers/list_item.h"
#include "policy/readers/markers.h"
#include "policy/readers/name_like.h"
#include "policy/readers/port_text.h"

namespace portlaw::readers {
namespace {

// What the keys above a value say of it.
struct Scope {
  std::vector<std::string> names;  // of things, outermost first: {"echo", "admin"}
  std::optional<std::string> host;
  bool about_ports = false;  // a key above, or the file, speaks of ports
  bool reserved = false;
  bool held_for_named = false;  // `reserved`, of an object that names a service: it may just be that service's
  bool free = false;
  bool ranges = false;       // inside `ranges:`
  bool restated = false;     // a URL: says again where something listens
  bool among_ports = false;  // most values of the same map are ports
  bool in_ports = false;     // inside the `ports:` of a named thing: keys are roles
};

// A value that is a port, maybe with a remark: "3001 (configured in package.json)".
struct PortValue {
  Mention mention;
  std::string remark;
};

std::vector<PortValue> PortsOf(std::string_view scalar) {
  std::vector<PortValue> ports;
  const std::vector<Mention> mentions = FindMentions(scalar);
  if (mentions.empty() || mentions[0].begin > 0) return ports;
  std::size_t at = 0;
  for (const Mention& mention : mentions) {
    if (!mention.IsPorts()) break;
    const std::string_view between = Trim(scalar.substr(at, mention.begin - at), ",;/ ");
    if (!between.empty()) break;
    ports.push_back({mention, {}});
    at = mention.end;
  }
  const std::string_view rest = Trim(scalar.substr(at));
  if (!rest.empty() && rest.front() != '(') ports.clear();
  if (!ports.empty() && !rest.empty()) ports.back().remark = std::string(Trim(rest, "()"));
  return ports;
}

// The values of one map, for questions that each of them asks about the others.
class Siblings {
 public:
  explicit Siblings(const DataNode& map) : map_(map) {}

  const DataNode& map() const { return map_; }

  // The value at `key`, the first of several, or null.
  const DataNode* Find(const std::string& key) {
    if (by_key_.empty()) {
      for (const DataNode& child : map_.children) by_key_.emplace(child.key, &child);
    }
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : found->second;
  }

  bool HavePort() {
    if (!have_port_) {
      have_port_ = std::any_of(map_.children.begin(), map_.children.end(), [](const DataNode& child) {
        const KeyKind kind = ReadKey(child.key).kind;
        return kind == KeyKind::kPort || kind == KeyKind::kHostPort || kind == KeyKind::kHostedPort;
      });
    }
    return *have_port_;
  }

 private:
  const DataNode& map_;
  std::unordered_map<std::string_view, const DataNode*> by_key_;
  std::optional<bool> have_port_;
};

class DataReader {
 public:
  DataReader(std::string_view text, int first_line, Strength strength, Context& context)
      : first_line_(first_line), strength_(strength), context_(context), builder_(context.builder) {
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      lines_.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  void Read(const DataNode& root, bool about_ports) {
    FindSlots(root);
    Scope scope;
    scope.about_ports = about_ports;
    Visit(root, scope);
  }

  void ReadCompose(const DataNode& root) {
    for (const DataNode& service : root.Find("services")->children) ReadComposeService(service);
  }

  void ReadComments() {
    for (std::size_t i = 0; i < lines_.size(); ++i) ReadComment(lines_[i], static_cast<int>(i) + first_line_);
  }

 private:
  int LineOf(const DataNode& node) const { return node.line + first_line_ - 1; }

  // The text after '#' on the node's line. Looked for once: a document may be one line.
  const std::string& CommentOf(const DataNode& node) {
    if (node.line == comment_line_) return comment_;
    comment_line_ = node.line;
    comment_.clear();
    const std::size_t index = static_cast<std::size_t>(node.line) - 1;
    if (node.line < 1 || index >= lines_.size()) return comment_;
    const std::size_t hash = lines_[index].find(" #");
    if (hash != std::string_view::npos) comment_ = CleanName(Beginning(lines_[index].substr(hash + 2)));
    return comment_;
  }

  // "# Redis main port." on the line above.
  std::string CommentAbove(const DataNode& node) const {
    const std::size_t index = static_cast<std::size_t>(node.line) - 1;
    if (node.line < 2 || index > lines_.size()) return {};
    const std::string_view line = Trim(lines_[index - 1]);
    if (line.empty() || line.front() != '#' || line.size() > kLongestShared || !FindMentions(line).empty()) return {};
    const std::string name = CleanName(Trim(line, "#"));
    return IsNameLike(name) ? name : std::string();
  }

  // "# 3000-3099: frontends"
  void ReadComment(std::string_view line, int number) {
    line = Trim(line);
    if (line.empty() || line.front() != '#') return;
    const StyledText text(Trim(line, "#"), number);
    for (const Entry& entry : ReadEntries(text, false).entries) {
      if (entry.mention.kind != MentionKind::kRange || !entry.tied || !IsNameLike(entry.name)) continue;
      const Marker marker = MarkerOf(entry.name);
      if (marker == Marker::kReserved || marker == Marker::kNever) {
        const auto kind = marker == Marker::kNever ? ReservedKind::kNever : ReservedKind::kFuture;
        builder_.Reserve({entry.mention.ports(), Protocol::kAny, entry.name, kind, std::nullopt, builder_.At(number)},
                         true, "a comment that reserves a range");
      } else if (marker == Marker::kName) {
        builder_.AddRange({entry.mention.ports(), entry.name, {}, std::nullopt, builder_.At(number)}, std::nullopt,
                          Strength::kProse, "a comment that names a range");
      }
    }
  }

  // --- base and slot ---------------------------------------------------------------------------------------------

  // "[services] db = 5432" and "[slots] harbor = 1": each name under the slots has a port of each service, its base
  // and the slot. Bases are looked for under a key for services or bases only; what is shared has one port.
  void FindSlots(const DataNode& root) {
    if (!root.IsMap()) return;
    for (const DataNode& child : root.children) {
      const Concepts words = ConceptsOf(SplitKey(child.key));
      if (Has(words, kWordSlot) && IsMapOfSlots(child)) slots_ = &child;
      if (child.IsMap() && bases_ == nullptr && (Has(words, kWordBase) || Has(words, kWordService))) bases_ = &child;
    }
    constexpr std::size_t kMostPorts = 65535;
    const bool both = slots_ != nullptr && bases_ != nullptr;
    if (!both || slots_->children.size() * bases_->children.size() > kMostPorts) slots_ = bases_ = nullptr;
  }

  static bool IsMapOfSlots(const DataNode& map) {
    constexpr std::size_t kMostSlots = 500;
    if (!map.IsMap() || map.children.empty() || map.children.size() > kMostSlots) return false;
    return std::all_of(map.children.begin(), map.children.end(), [](const DataNode& slot) {
      return slot.IsScalar() && !slot.scalar.empty() && slot.scalar.size() <= 3 &&
             slot.scalar.find_first_not_of("0123456789") == std::string::npos;
    });
  }

  bool HasSlots(const DataNode& value) const {
    return bases_ != nullptr && &value >= bases_->children.data() &&
           &value < bases_->children.data() + bases_->children.size();
  }

  void EmitSlots(const Assignment& base, const Mention& mention, const DataNode& node, const Scope& scope) {
    for (const DataNode& slot : slots_->children) {
      Mention at = mention;
      at.first = at.last = mention.first + std::stol(slot.scalar);
      Assignment assignment = base;
      assignment.service = slot.key;
      if (CheckPort(node, at)) {
        Emit(std::move(assignment), at, node, scope,
             "the base " + std::to_string(mention.first) + " and the slot " + slot.scalar + " of '" + slot.key + "'");
      }
    }
  }

  // --- shapes ----------------------------------------------------------------------------------------------------

  void Visit(const DataNode& node, const Scope& scope) {
    if (node.IsMap() && IsIndexByPort(node)) {
      for (const DataNode& child : node.children) VisitIndexed(child, scope);
    } else if (node.IsMap() && IsObject(node, scope)) {
      ReadObject(node, scope);
    } else if (node.IsMap()) {
      Scope inner = scope;
      inner.among_ports = IsMapOfPorts(node);
      Siblings siblings(node);
      for (const DataNode& child : node.children) {
        if (!ReadPairedBounds(child, siblings, inner)) VisitChild(child, inner);
      }
    } else if (node.IsList()) {
      for (const DataNode& child : node.children) VisitItem(child, scope);
    } else if (node.IsScalar()) {
      VisitItem(node, scope);
    }
  }

  // Most values are ports: a key such as "memory" or "ticket" is a service like its neighbours.
  static bool IsMapOfPorts(const DataNode& map) {
    const auto ports = std::count_if(map.children.begin(), map.children.end(), IsHighPort);
    return map.children.size() > 1 && static_cast<std::size_t>(ports) * 2 > map.children.size();
  }

  static bool IsHighPort(const DataNode& value) {
    if (!value.IsScalar()) return false;
    const std::vector<PortValue> ports = PortsOf(value.scalar);
    return ports.size() == 1 && ports[0].mention.Valid() && ports[0].mention.first >= 1024;
  }

  static bool IsIndexByPort(const DataNode& map) {
    std::size_t ports = 0;
    for (const DataNode& child : map.children) {
      const std::vector<PortValue> key = PortsOf(child.key);
      ports += key.size() == 1 && key[0].mention.Valid() && key[0].remark.empty();
    }
    return ports > 0 && ports * 2 > map.children.size();
  }

  // A map that says of one thing which port it has.
  static bool IsObject(const DataNode& map, const Scope& scope) {
    bool port = false, first = false, last = false, named = !scope.names.empty() || scope.reserved || scope.free;
    for (const DataNode& child : map.children) {
      const KeyKind kind = ReadKey(child.key).kind;
      const bool value = child.IsScalar() || (child.IsList() && !child.children.empty() && !child.children[0].IsMap());
      first |= kind == KeyKind::kRangeFirst && child.IsScalar() && !PortsOf(child.scalar).empty();
      last |= kind == KeyKind::kRangeLast && child.IsScalar() && !PortsOf(child.scalar).empty();
      named |= kind == KeyKind::kName || kind == KeyKind::kContainer || kind == KeyKind::kPurpose;
      port |= value && (kind == KeyKind::kPort || kind == KeyKind::kHostPort || kind == KeyKind::kContainerPort ||
                        kind == KeyKind::kHostedPort || kind == KeyKind::kRange ||
                        (kind == KeyKind::kDefaultPort && !PortsOf(child.scalar).empty()));
      port |= value && kind == KeyKind::kRolePort && !scope.names.empty();
    }
    const auto ports = std::count_if(map.children.begin(), map.children.end(), IsHighPort);
    return (named && (port || (first && last && ports <= 2))) || IsForwarding(map);
  }

  // "{guest: 8080, host: 8090}": how a virtual machine's port is forwarded.
  static bool IsForwarding(const DataNode& map) {
    const DataNode *guest = map.Find("guest"), *host = map.Find("host");
    return guest != nullptr && host != nullptr && IsHighPort(*host) && !PortsOf(guest->scalar).empty();
  }

  void VisitChild(const DataNode& child, const Scope& scope) {
    Key key = ReadKey(child.key);
    if (key.kind == KeyKind::kSkipped && scope.among_ports && IsHighPort(child) && IsCountedThing(child.key)) key = {};
    if (key.kind == KeyKind::kSkipped && !child.IsScalar() && IsCountedThing(child.key)) key = {};
    Scope inner = scope;
    inner.about_ports |= Has(ConceptsOf(SplitKey(child.key)), kWordPort);
    if (key.kind == KeyKind::kSkipped || key.kind == KeyKind::kOldPort || key.kind == KeyKind::kPurpose) {
      return PassTree(child, "under the key '" + child.key + "'");
    }
    if (child.IsScalar()) return VisitValue(child, key, scope);
    if (IsCommand(child)) return PassTree(child, "a command");
    if (IsEnvironment(child)) return ReadEnvironment(child);
    const bool ports_of_named = key.kind == KeyKind::kPort && !scope.names.empty();
    if (key.kind == KeyKind::kReserved) {
      inner.reserved = true;
    } else if (key.kind == KeyKind::kFree) {
      inner.free = true;
    } else if (key.kind == KeyKind::kRange) {
      return VisitRanges(child, scope);
    } else if (AllWordsAre(SplitKey(child.key), kWordEnvironmentName | kWordEnvironment | kWordPort) && child.IsMap() &&
               !ports_of_named && key.kind != KeyKind::kPort && key.kind != KeyKind::kHostPort &&
               key.kind != KeyKind::kWrapper) {
      inner.host = child.key;
    } else if (key.kind == KeyKind::kOther || key.kind == KeyKind::kName) {
      inner.names.push_back(child.key);
    }
    inner.in_ports = ports_of_named;
    Visit(child, inner);
  }

  // `healthcheck: {test: ["CMD", "curl", "http://localhost:3001/health"]}`
  static bool IsCommand(const DataNode& child) {
    const std::string key = Fold(child.key);
    return key == "healthcheck" || (child.IsList() && (key == "test" || key == "command" || key == "entrypoint" ||
                                                       key == "args" || key == "cmd"));
  }

  static bool IsCountedThing(const std::string& key) {
    const Concepts concepts = ConceptsOf(SplitKey(key));
    return Has(concepts, kWordCount) && !Has(concepts, kWordPort | kWordOffset | kWordNext | kWordOld | kWordExample);
  }

  // `env:` or `environment:` above names of variables.
  static bool IsEnvironment(const DataNode& map) {
    const std::string key = Fold(map.key);
    if (!map.IsMap() || (key.substr(0, 3) != "env" && key != "variables")) return false;
    return std::all_of(map.children.begin(), map.children.end(), [](const DataNode& child) {
      return child.IsScalar() && std::none_of(child.key.begin(), child.key.end(),
                                              [](char c) { return (c >= 'a' && c <= 'z') || c == ' '; });
    });
  }

  void ReadEnvironment(const DataNode& map) {
    for (const DataNode& child : map.children) {
      builder_.AddVariable({child.key, child.scalar, builder_.At(LineOf(child))},
                           "a variable under the key '" + map.key + "'");
    }
  }

  // `name: 3000`.
  void VisitValue(const DataNode& child, const Key& key, const Scope& scope) {
    std::vector<PortValue> ports = PortsOf(child.scalar);
    const bool url = !ports.empty() && ports[0].mention.url;
    const bool evidence = scope.about_ports || key.kind == KeyKind::kRolePort || key.kind == KeyKind::kPort;
    const bool wrong_key = key.kind == KeyKind::kRangeFirst || key.kind == KeyKind::kRangeLast;
    if (ports.empty() || !evidence || wrong_key || child.key.empty()) {
      return PassScalar(child, ports.empty() ? "not in a place for a port" : "nothing says that this is a port");
    }
    if (!CheckPort(child, ports[0].mention)) return;
    if (ports[0].mention.yearlike && key.kind == KeyKind::kOther && !scope.among_ports) {
      return PassScalar(child, "looks like a year");
    }
    if (ports[0].mention.kind == MentionKind::kRange && IsOfMany(child.key, scope)) {
      return AddRange(ports[0].mention, child, child.key, CommentOf(child), scope);
    }
    if (ports[0].mention.last < 20) return PassScalar(child, "too low for a port");
    Assignment assignment;
    assignment.label = key.kind == KeyKind::kPort ? LastName(scope) : child.key;
    const bool owned = !scope.names.empty() && !IsCategory(SplitKey(scope.names.back()));
    assignment.service = owned ? scope.names.back() : assignment.label;
    assignment.purpose = ports[0].remark.empty() ? CommentOf(child) : ports[0].remark;
    assignment.host = scope.host;
    Scope of = scope;
    of.restated = url;
    if (ports.size() == 1 && HasSlots(child)) return EmitSlots(assignment, ports[0].mention, child, of);
    for (const PortValue& port : ports) Emit(assignment, port.mention, child, of, "the value of '" + child.key + "'");
  }

  // A range is for many, unless it is what one program listens on.
  static bool IsOfMany(const std::string& key, const Scope& scope) {
    const std::string folded = Fold(key + " " + LastName(scope));
    for (std::string_view one : {"passive", "rtp", "rtc", "relay", "media", "pasv", "udp"}) {
      if (folded.find(one) != std::string::npos) return false;
    }
    return true;
  }

  static std::string LastName(const Scope& scope) { return scope.names.empty() ? std::string() : scope.names.back(); }

  // `3000: web`, or `3000: {service: web}`.
  void VisitIndexed(const DataNode& child, const Scope& scope) {
    const std::vector<PortValue> ports = PortsOf(child.key);
    if (ports.empty()) return VisitChild(child, scope);
    if (!CheckPort(child, ports[0].mention)) return;
    Assignment assignment;
    assignment.host = scope.host;
    if (child.IsMap()) {
      Describe(child, assignment);
    } else if (child.IsList()) {
      for (const DataNode& name : child.children) {
        if (name.IsScalar()) EmitIndexed(assignment, name.scalar, ports[0].mention, child, scope);
      }
      return;
    } else {
      assignment.label = child.scalar;
    }
    EmitIndexed(assignment, assignment.label, ports[0].mention, child,
                WithStatus(scope, child, assignment.label.empty()));
  }

  // "{service: ~, status: available}" is nobody's yet.
  static Scope WithStatus(Scope scope, const DataNode& map, bool nameless) {
    scope.reserved |= nameless && IsStatus(map, Marker::kReserved);
    scope.free |= nameless && IsStatus(map, Marker::kFree);
    return scope;
  }

  void EmitIndexed(Assignment assignment, const std::string& label, const Mention& mention, const DataNode& node,
                   const Scope& scope) {
    assignment.label = label;
    if (assignment.label.empty()) assignment.label = assignment.purpose.empty() ? LastName(scope) : assignment.purpose;
    if (assignment.service.empty()) assignment.service = WithoutParenthesis(assignment.label);
    Emit(assignment, mention, node, scope, "an index by port");
  }

  // An item of a list, or a value by itself.
  void VisitItem(const DataNode& item, const Scope& scope) {
    if (!item.IsScalar()) return Visit(item, scope);
    const std::vector<PortValue> ports = PortsOf(item.scalar);
    if (!ports.empty()) {
      if (!CheckPort(item, ports[0].mention)) return;
      const std::string& comment = CommentOf(item);
      Assignment assignment;
      assignment.label =
          IsNameLike(comment) && FindMentions(comment).empty() && scope.names.empty() ? comment : LastName(scope);
      assignment.service = scope.names.empty() ? assignment.label : scope.names.back();
      assignment.purpose = ports[0].remark.empty() ? comment : ports[0].remark;
      assignment.host = scope.host;
      for (const PortValue& port : ports) Emit(assignment, port.mention, item, scope, "an item of a list");
      return;
    }
    if (!scope.about_ports && !scope.reserved) return PassScalar(item, "not in a place for a port");
    const StyledText text(item.scalar, LineOf(item));
    for (const Entry& entry : ReadEntries(text, false).entries) {
      const bool sentence = !entry.tied || entry.mention.kind == MentionKind::kRange;
      if (!IsNameLike(entry.name) || entry.mention.first < 20 || sentence) continue;
      Assignment assignment;
      assignment.label = entry.name;
      assignment.service = WithoutParenthesis(entry.name);
      assignment.purpose = entry.role;
      assignment.host = scope.host;
      Emit(assignment, entry.mention, item, scope, "a line of text in a list");
    }
  }

  // --- objects ---------------------------------------------------------------------------------------------------

  // Fills in what the map says besides its ports.
  static void Describe(const DataNode& map, Assignment& assignment) {
    constexpr std::size_t kLongestPurpose = 1000;  // each port of the map has it
    std::string owner;
    for (const DataNode& child : map.children) {
      if (!child.IsScalar()) continue;
      const std::string_view value = Beginning(child.scalar);
      switch (ReadKey(child.key).kind) {
        case KeyKind::kName:
          if (assignment.label.empty() || Fold(child.key) == "name" || Fold(child.key) == "service") {
            assignment.label = value;
          }
          break;
        case KeyKind::kContainer:
          assignment.container = value;
          break;
        case KeyKind::kOwner:
          owner = value;
          break;
        case KeyKind::kPurpose:
          if (assignment.purpose.empty()) assignment.purpose = Beginning(child.scalar, kLongestPurpose);
          break;
        case KeyKind::kProtocol:
          assignment.protocol = FindProtocol(child.scalar).value_or(assignment.protocol);
          break;
        case KeyKind::kExposure:
          if (SaysInternal(child)) assignment.exposure = Exposure::kInternal;
          break;
        case KeyKind::kHost:
          if (IsHostName(child.scalar)) assignment.host = child.scalar;
          break;
        default:
          break;
      }
    }
    if (!owner.empty()) {
      assignment.service = owner;
      if (assignment.label.empty()) assignment.label = owner;
    }
  }

  // `access: internal`, `internal: true`, `exposed: false`.
  static bool SaysInternal(const DataNode& node) {
    const std::string value = Fold(node.scalar);
    const bool no = value == "false" || value == "no";
    const bool yes = value == "true" || value == "yes";
    if (Fold(node.key).find("internal") != std::string::npos) return yes;
    return value == "internal" || value == "internal-only" || value == "none" || value == "private" || no;
  }

  // An address to listen on names no host.
  static bool IsHostName(std::string_view text) {
    return !text.empty() && text.size() < 60 && text != "localhost" && FindMentions(text).empty() &&
           MarkerOf(text) == Marker::kName && Fold(text) != "all" && Fold(text) != "any";
  }

  void ReadObject(const DataNode& map, const Scope& scope) {
    Assignment assignment;
    assignment.host = scope.host;
    Describe(map, assignment);
    // The key that a thing stands under is its name; a name inside says what it belongs to.
    if (!scope.names.empty() && !map.key.empty()) {
      if (assignment.service.empty()) assignment.service = assignment.label;
      assignment.label = LastName(scope);
    }
    if (assignment.label.empty()) assignment.label = LastName(scope);
    if (assignment.label.empty()) assignment.label = assignment.container;
    Scope of = WithStatus(scope, map, assignment.label.empty());
    if (assignment.label.empty()) assignment.label = assignment.purpose;
    if (assignment.label.empty()) assignment.label = CommentAbove(map);
    if (assignment.service.empty()) assignment.service = ServiceOf(assignment.label, scope);
    of.held_for_named = map.key.empty() && NamesService(map);
    of.free |= IsStatus(map, Marker::kFree) && MarkerOf(assignment.label) != Marker::kName;
    Siblings siblings(map);
    ReadObjectPorts(map, siblings, assignment, of);
    // What else the thing holds: nested services.
    Scope inner = scope;
    if (inner.names.empty() && !assignment.label.empty()) inner.names.push_back(assignment.label);
    for (const DataNode& child : map.children) {
      const KeyKind kind = ReadKey(child.key).kind;
      const bool nested = child.IsMap() || (child.IsList() && !child.children.empty() && child.children[0].IsMap());
      if (nested) {
        VisitChild(child, inner);
      } else if (ReadPairedBounds(child, siblings, inner)) {
        continue;
      } else if (kind != KeyKind::kPort && kind != KeyKind::kHostPort) {
        PassScalar(child, "the key '" + child.key + "' is not for the port");
      }
    }
  }

  // "echo" of {"echo", "admin"}: what the thing belongs to.
  static std::string ServiceOf(const std::string& label, const Scope& scope) {
    if (scope.names.size() >= 2) {
      const std::string& owner = scope.names[scope.names.size() - 2];
      return IsCategory(SplitKey(owner)) ? label : owner;
    }
    return scope.names.empty() || label == scope.names.back() ? label : scope.names.back();
  }

  // "rtc_port_start: 50000" and its "rtc_port_end: 60000": one range.
  struct PairedBound {
    std::string name;
    bool opens;
    const DataNode* other;
  };

  static std::optional<PairedBound> PairedBoundOf(const DataNode& child, Siblings& siblings) {
    static constexpr std::pair<std::string_view, std::string_view> kBounds[] = {
        {"_start", "_end"}, {"_min", "_max"}, {"_first", "_last"}, {"_from", "_to"}, {"_begin", "_end"}};
    const std::string_view key = child.key;
    for (const auto& [first, last] : kBounds) {
      const bool opens = key.ends_with(first);
      if (!opens && !key.ends_with(last)) continue;
      const std::string name(key.substr(0, key.size() - (opens ? first : last).size()));
      const DataNode* other = siblings.Find(name + std::string(opens ? last : first));
      if (other != nullptr && IsHighPort(child) && IsHighPort(*other)) return PairedBound{name, opens, other};
    }
    return std::nullopt;
  }

  // True for either of the two.
  bool ReadPairedBounds(const DataNode& child, Siblings& siblings, const Scope& scope) {
    const auto bound = PairedBoundOf(child, siblings);
    if (bound && bound->opens) ReadBoundsOf(bound->name, child, *bound->other, scope);
    return bound.has_value();
  }

  void ReadBoundsOf(const std::string& name, const DataNode& first, const DataNode& last, const Scope& scope) {
    Assignment assignment;
    assignment.label = name;
    assignment.service = scope.names.empty() ? name : scope.names.back();
    assignment.host = scope.host;
    Scope of = scope;
    of.ranges = Has(ConceptsOf(SplitKey(name)), kWordRange);
    if (of.ranges) return ReadFirstLast(first, last, assignment, of);
    Mention mention = PortsOf(first.scalar)[0].mention;
    mention.last = PortsOf(last.scalar)[0].mention.last;
    if (CheckPort(first, mention)) Emit(std::move(assignment), mention, first, of, "the first and the last port");
  }

  static bool NamesService(const DataNode& map) {
    return std::any_of(map.children.begin(), map.children.end(), [](const DataNode& child) {
      return child.IsScalar() && !child.scalar.empty() && ReadKey(child.key).kind == KeyKind::kName;
    });
  }

  static bool IsStatus(const DataNode& map, Marker marker) {
    return std::any_of(map.children.begin(), map.children.end(), [&](const DataNode& child) {
      return ReadKey(child.key).kind == KeyKind::kStatus && MarkerOf(child.scalar) == marker;
    });
  }

  void ReadObjectPorts(const DataNode& map, Siblings& siblings, const Assignment& assignment, const Scope& scope) {
    std::optional<PortRange> inside;
    const DataNode *first = nullptr, *last = nullptr, *inside_at = nullptr;
    bool any = false;
    for (const DataNode& child : map.children) {
      const Key key = ReadKey(child.key);
      if (key.kind == KeyKind::kRangeFirst) first = &child;
      if (key.kind == KeyKind::kRangeLast) last = &child;
      if (key.kind == KeyKind::kContainerPort && child.IsScalar()) {
        const std::vector<PortValue> ports = PortsOf(child.scalar);
        if (ports.size() == 1 && ports[0].mention.Valid()) {
          inside = ports[0].mention.ports();
          inside_at = &child;
        }
      }
    }
    for (const DataNode& child : map.children) any |= ReadPortKey(child, siblings, assignment, inside, scope);
    if (!any && first != nullptr && last != nullptr) return ReadFirstLast(*first, *last, assignment, scope);
    if (!any && inside) {
      Assignment internal = assignment;
      internal.exposure = Exposure::kInternal;
      Emit(internal, PortsOf(inside_at->scalar)[0].mention, *inside_at, scope, "the key '" + inside_at->key + "'");
    }
  }

  bool ReadPortKey(const DataNode& child, Siblings& siblings, Assignment assignment, std::optional<PortRange> inside,
                   const Scope& scope) {
    if (PairedBoundOf(child, siblings)) return false;
    const Key key = ReadKey(child.key);
    switch (key.kind) {
      case KeyKind::kPort:
      case KeyKind::kHostPort:
        assignment.container_ports = inside;
        break;
      case KeyKind::kRolePort:
        if (!assignment.label.empty() && assignment.service.empty()) assignment.service = assignment.label;
        if (!assignment.label.empty()) assignment.service = assignment.label;
        assignment.label = child.key;
        break;
      case KeyKind::kHost:
        if (&child != siblings.Find("host") || !IsForwarding(siblings.map())) return false;
        assignment.container_ports = inside;
        break;
      case KeyKind::kHostedPort:
        assignment.host = key.qualifier;
        break;
      case KeyKind::kDefaultPort:
        if (siblings.HavePort()) return false;
        break;
      case KeyKind::kRange:
        return ReadRangeValue(child, assignment, scope);
      case KeyKind::kWrapper:
        if (!IsMapping(child)) return false;
        assignment.container_ports = inside;
        break;
      case KeyKind::kOther:
        if (IsMapping(child)) break;
        if (!IsRoleOfPort(child, siblings)) return false;
        assignment.service = assignment.label;
        assignment.label = child.key;
        break;
      default:
        return false;
    }
    const std::string why = "the key '" + child.key + "'";
    bool any = false;
    const auto read = [&](const DataNode& value) {
      for (const PortValue& port : PortsOf(value.scalar)) {
        if (!CheckPort(value, port.mention)) continue;
        Emit(assignment, port.mention, value, scope, why);
        any = true;
      }
    };
    if (child.IsScalar()) read(child);
    for (const DataNode& item : child.children) {
      if (child.IsList() && item.IsScalar()) read(item);
    }
    return any;
  }

  // `mapping: "5433:5432"`
  static bool IsMapping(const DataNode& child) {
    if (!child.IsScalar() || !Fold(child.key).ends_with("mapping")) return false;
    const std::vector<PortValue> ports = PortsOf(child.scalar);
    return ports.size() == 1 && ports[0].mention.container.has_value();
  }

  // "bolt: 7687" beside "port: 8080".
  static bool IsRoleOfPort(const DataNode& child, Siblings& siblings) {
    return siblings.HavePort() && IsHighPort(child) &&
           Has(ConceptsOf(SplitKey(child.key)), kWordRole | kWordRedis | kWordDatabase);
  }

  void ReadFirstLast(const DataNode& first, const DataNode& last, const Assignment& assignment, const Scope& scope) {
    const std::vector<PortValue> from = PortsOf(first.scalar), to = PortsOf(last.scalar);
    if (from.size() != 1 || to.size() != 1) return;
    Mention mention = from[0].mention;
    if (mention.Valid() && mention.first == to[0].mention.last && !assignment.label.empty() && !scope.ranges) {
      return Emit(assignment, mention, first, scope, "a range of one port");
    }
    mention.last = to[0].mention.last;
    mention.kind = MentionKind::kRange;
    if (CheckPort(first, mention)) AddRange(mention, first, assignment.label, assignment.purpose, scope);
  }

  bool ReadRangeValue(const DataNode& value, const Assignment& assignment, const Scope& scope) {
    if (value.IsList() && value.children.size() == 2 && value.children[0].IsScalar()) {
      ReadFirstLast(value.children[0], value.children[1], assignment, scope);
      return true;
    }
    for (const PortValue& port : PortsOf(value.scalar)) {
      if (CheckPort(value, port.mention)) AddRange(port.mention, value, assignment.label, assignment.purpose, scope);
    }
    return !PortsOf(value.scalar).empty();
  }

  // `ranges:` with a map of names to ranges, or a list of objects.
  void VisitRanges(const DataNode& node, const Scope& scope) {
    if (ReadBounds(node, scope)) return;
    for (const DataNode& child : node.children) {
      Scope inner = scope;
      inner.about_ports = inner.ranges = true;
      if (!child.key.empty()) inner.names.push_back(child.key);
      if (ReadKey(child.key).kind == KeyKind::kReserved) inner.reserved = true;
      Assignment assignment;
      if (child.IsMap()) Describe(child, assignment);
      if (assignment.label.empty()) assignment.label = LastName(inner);
      if (child.IsScalar() || (child.IsList() && child.children.size() == 2 && child.children[0].IsScalar())) {
        ReadRangeValue(child, assignment, inner);
      } else {
        Visit(child, inner);
      }
    }
    if (node.IsScalar()) ReadRangeValue(node, {}, scope);
  }

  // `range: {start: 4100, end: 4199}`
  bool ReadBounds(const DataNode& node, const Scope& scope) {
    const DataNode *first = nullptr, *last = nullptr;
    for (const DataNode& child : node.children) {
      const KeyKind kind = ReadKey(child.key).kind;
      if (!child.IsScalar() || PortsOf(child.scalar).empty()) continue;
      if (kind == KeyKind::kRangeFirst) first = &child;
      if (kind == KeyKind::kRangeLast) last = &child;
    }
    if (first == nullptr || last == nullptr) return false;
    Assignment assignment;
    Describe(node, assignment);
    if (assignment.label.empty()) assignment.label = scope.names.empty() ? node.key : LastName(scope);
    ReadFirstLast(*first, *last, assignment, scope);
    return true;
  }

  // --- results ---------------------------------------------------------------------------------------------------

  // A value in a port's place must be a port.
  bool CheckPort(const DataNode& node, const Mention& mention) {
    if (!mention.IsPorts()) return false;
    const std::string written = std::to_string(mention.first) +
                                (mention.last != mention.first ? "-" + std::to_string(mention.last) : std::string());
    if (mention.last > 65535) {
      builder_.Fail(LineOf(node), "port " + written + " is not a port", "use 1 to 65535");
      return false;
    }
    if (mention.first > mention.last) {
      builder_.Fail(LineOf(node), "the range " + written + " runs backwards", "write the lower port first");
      return false;
    }
    return mention.first >= 1;
  }

  void AddRange(const Mention& mention, const DataNode& node, const std::string& name, const std::string& purpose,
                const Scope& scope) {
    if (!mention.Valid()) return;
    const Marker marker = MarkerOf(name);
    const bool reserved = scope.reserved || marker == Marker::kReserved || marker == Marker::kNever;
    if (reserved) {
      const bool future = marker == Marker::kReserved || Has(ConceptsOf(purpose), kWordFuture);
      builder_.Reserve({mention.ports(), mention.protocol.value_or(Protocol::kAny), purpose.empty() ? name : purpose,
                        future ? ReservedKind::kFuture : ReservedKind::kNever, scope.host, builder_.At(LineOf(node))},
                       true, "a range under a key that reserves it");
    } else if (scope.free || marker == Marker::kFree) {
      builder_.Pass(LineOf(node), ToString(mention.ports()), "listed as free", "free");
    } else {
      builder_.AddRange({mention.ports(), name.empty() ? purpose : name, {}, scope.host, builder_.At(LineOf(node))},
                        std::nullopt, strength_, "a range in the data");
    }
  }

  void Emit(Assignment assignment, const Mention& mention, const DataNode& node, const Scope& scope, std::string why) {
    if (!mention.host_known) return builder_.Pass(LineOf(node), "?", "the port on the host is not said");
    if (!mention.Valid()) return;
    assignment.ports = mention.ports();
    if (mention.kind == MentionKind::kOpenEnd) assignment.ports.last = assignment.ports.first;
    assignment.source = builder_.At(LineOf(node));
    if (mention.protocol) assignment.protocol = *mention.protocol;
    if (mention.container) assignment.container_ports = mention.container;
    if (scope.ranges && mention.kind != MentionKind::kPort && !mention.protocol) {
      return AddRange(mention, node, LastName(scope), assignment.purpose, scope);
    }
    const Marker marker = MarkerOf(assignment.label);
    if (scope.reserved || marker == Marker::kReserved || marker == Marker::kNever) {
      const bool named = scope.held_for_named && marker == Marker::kName;
      const std::string reason = assignment.purpose.empty() || named ? assignment.label : assignment.purpose;
      const bool future = marker == Marker::kReserved || Has(ConceptsOf(reason), kWordFuture);
      return builder_.Reserve(
          {assignment.ports, assignment.protocol, reason, future ? ReservedKind::kFuture : ReservedKind::kNever,
           assignment.host, assignment.source},
          !named, why + " under a key that reserves it");
    }
    if (scope.free || marker == Marker::kFree) {
      return builder_.Pass(LineOf(node), ToString(assignment.ports), "listed as free", "free");
    }
    if (marker == Marker::kNothing) return builder_.Pass(LineOf(node), ToString(assignment.ports), "names nobody");
    if (context_.section() != kNoSection && strength_ == Strength::kCode) NameByHeading(assignment);
    builder_.Assign(std::move(assignment), context_.section(), scope.restated ? Strength::kProse : strength_,
                    std::move(why));
  }

  // "postgres" in a block of code under "### tern (bookings)" is tern's.
  void NameByHeading(Assignment& assignment) const {
    const Heading* heading = context_.heading();
    if (heading == nullptr || heading->name.empty() || assignment.service != assignment.label) return;
    if (Words(Fold(heading->name)).size() <= 4 && heading->level >= 3) assignment.service = heading->name;
  }

  void PassScalar(const DataNode& node, const std::string& why) {
    if (!node.IsScalar()) return;
    for (const Mention& mention : FindMentions(node.scalar)) {
      if (mention.first < 1 || mention.first > 65535) continue;
      builder_.Pass(LineOf(node), node.scalar.substr(mention.begin, mention.end - mention.begin),
                    mention.why_not != nullptr ? mention.why_not : why);
    }
  }

  void PassTree(const DataNode& node, const std::string& why) {
    PassScalar(node, why);
    for (const DataNode& child : node.children) PassTree(child, why);
  }

  // --- compose ---------------------------------------------------------------------------------------------------

  void ReadComposeService(const DataNode& service) {
    if (!service.IsMap()) return;
    Assignment assignment;
    assignment.label = assignment.service = service.key;
    if (const DataNode* name = service.Find("container_name"); name != nullptr && name->IsScalar()) {
      if (name->scalar.find('$') == std::string::npos) assignment.container = Beginning(name->scalar);
    }
    if (const DataNode* ports = service.Find("ports")) {
      for (const DataNode& port : ports->children) ReadComposePort(port, assignment);
    }
    if (const DataNode* exposed = service.Find("expose")) {
      Assignment internal = assignment;
      internal.exposure = Exposure::kInternal;
      for (const DataNode& port : exposed->children) {
        for (const PortValue& value : PortsOf(port.scalar)) {
          if (CheckPort(port, value.mention)) Emit(internal, value.mention, port, {}, "`expose` of a compose file");
        }
      }
    }
  }

  void ReadComposePort(const DataNode& port, Assignment assignment) {
    if (port.IsMap()) {
      const DataNode* published = port.Find("published");
      const DataNode* target = port.Find("target");
      if (published == nullptr || !published->IsScalar()) return;
      if (const DataNode* protocol = port.Find("protocol")) {
        assignment.protocol = FindProtocol(protocol->scalar).value_or(Protocol::kAny);
      }
      if (target != nullptr && !FindPorts(target->scalar).empty()) {
        assignment.container_ports = FindPorts(target->scalar).front().ports();
      }
      for (const PortValue& value : PortsOf(published->scalar)) {
        if (CheckPort(*published, value.mention))
          Emit(assignment, value.mention, *published, {}, "`published` of a compose file");
      }
      return;
    }
    const std::vector<Mention> mentions = FindMentions(port.scalar);
    if (mentions.empty()) return;
    if (!mentions[0].container) {
      return builder_.Pass(LineOf(port), port.scalar, "the engine chooses the port on the host");
    }
    if (CheckPort(port, mentions[0])) Emit(assignment, mentions[0], port, {}, "`ports` of a compose file");
  }

  const int first_line_;
  const Strength strength_;
  Context& context_;
  RegistryBuilder& builder_;
  std::vector<std::string_view> lines_;
  int comment_line_ = 0;
  std::string comment_;              // of that line
  const DataNode* slots_ = nullptr;  // of a document that has bases and slots, else null
  const DataNode* bases_ = nullptr;
};

ResultOfMany<Document> ReadTree(Result<DataNode> root, std::string_view text, const std::string& file,
                                const ReadOptions& options) {
  if (!root) return tl::make_unexpected(Errors(1, root.error()));
  RegistryBuilder builder(file, options);
  Context context{builder, {}};
  ReadData(*root, text, 1, Strength::kTable, context);
  return std::move(builder).Finish(text);
}

}  // namespace

bool IsCompose(const DataNode& root) {
  const DataNode* services = root.Find("services");
  if (services == nullptr || !services->IsMap()) return false;
  return std::any_of(services->children.begin(), services->children.end(), [](const DataNode& service) {
    return service.Find("image") != nullptr || service.Find("build") != nullptr;
  });
}

void ReadData(const DataNode& root, std::string_view text, int first_line, Strength strength, Context& context) {
  DataReader reader(text, first_line, strength, context);
  if (IsCompose(root)) return reader.ReadCompose(root);
  reader.Read(root, true);
  if (strength != Strength::kCode) reader.ReadComments();
}

int YamlClaims(std::string_view text, std::string_view file) {
  const std::string name = Fold(file);
  if (name.ends_with(".yaml") || name.ends_with(".yml")) return 90;
  return text.substr(0, 4) == "---\n" ? 30 : 0;
}

int JsonClaims(std::string_view text, std::string_view file) {
  if (Fold(file).ends_with(".json")) return 90;
  const std::string_view trimmed = Trim(text);
  return !trimmed.empty() && trimmed.front() == '{' && trimmed.back() == '}' ? 80 : 0;
}

int TomlClaims(std::string_view, std::string_view file) { return Fold(file).ends_with(".toml") ? 90 : 0; }

ResultOfMany<Document> ReadYaml(std::string_view text, const std::string& file, const ReadOptions& options) {
  return ReadTree(ParseYamlTree(text, file), text, file, options);
}

ResultOfMany<Document> ReadJson(std::string_view text, const std::string& file, const ReadOptions& options) {
  return ReadTree(ParseJsonTree(text, file), text, file, options);
}

ResultOfMany<Document> ReadToml(std::string_view text, const std::string& file, const ReadOptions& options) {
  return ReadTree(ParseTomlTree(text, file), text, file, options);
}

}  // namespace portlaw::readers
