// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/objects.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "policy/readers/lines.h"
#include "policy/readers/names.h"
#include "policy/readers/roles.h"
#include "policy/readers/statement.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

// A key with what it is for.
struct Key {
  Text words;        // with its humps and signs apart
  std::string name;  // as written
  KeyRole role;
  int level = 0;
  std::vector<Number> ports;  // of a key that is a port

  Span span() const { return words; }
};

Key MakeKey(const Text& text, int level) {
  Key key{Scanned(SplitKey(text.str())), text.str(), {}, level, {}};
  key.role = RoleOfKey(key.words);
  key.ports = OnlyPorts(text);
  if (key.ports.size() != 1 || !key.ports[0].Valid() || key.ports[0].end != text.str().size()) key.ports.clear();
  return key;
}

// What the keys above a map say of it.
struct Scope {
  std::vector<std::string> names;  // of things, outermost first: {"echo", "admin"}
  std::optional<std::string> host;
  std::optional<Number> port;  // the last key is one
  bool about_ports = false;    // a key above, or the file, speaks of ports
  bool ranges = false;         // inside `ranges:`
  bool in_ports = false;       // inside the `ports:` of a named thing: keys are roles
  bool restated = false;       // an index of what stands elsewhere
  bool variables = false;      // names of variables below
  State state = State::kAssigned;
  const char* skipped = nullptr;  // why nothing below counts
  std::string skipped_key;

  std::string LastName() const { return names.empty() ? std::string() : names.back(); }
};

bool IsHighPort(Span value) {
  const std::vector<Number> ports = OnlyPorts(value);
  return ports.size() == 1 && ports[0].Valid() && ports[0].first >= 1024;
}

std::string RemarkOf(Span value) {
  const std::vector<Number> ports = OnlyPorts(value);
  if (ports.empty()) return {};
  return std::string(Trim(value.whole().substr(ports.back().end), "() "));
}

// One value of a map.
struct Value {
  const Key* key = nullptr;  // null for an item of a list without one
  const Text* text = nullptr;
  std::vector<Number> ports;

  Span span() const { return *text; }
  int line() const { return text->styled.line(); }
  Role role() const { return key == nullptr ? Role::kText : key->role.role; }
  std::string_view name() const { return key == nullptr ? std::string_view() : std::string_view(key->name); }
};

class ObjectReader {
 public:
  ObjectReader(const Records& records, Strength strength, const Path& path, RegistryBuilder& builder)
      : records_(records.all), strength_(strength), path_(path), builder_(builder) {
    for (const Record& record : records_) {
      if (record.shape == Shape::kComment) comments_.emplace(record.line, &record);
    }
  }

  void Read() {
    FindSlots();
    for (std::size_t i = 0; i < records_.size(); ++i) {
      const Record& record = records_[i];
      if (record.shape == Shape::kComment) continue;
      builder_.Enter(record.block);
      while (!keys_.empty() && keys_.back().level >= record.level) keys_.pop_back();
      if (record.shape == Shape::kKey) {
        keys_.push_back(MakeKey(record.text(), record.level));
      } else {
        ReadObject(record);
      }
    }
    if (strength_ != Strength::kCode) ReadComments();
  }

 private:
  // --- what the keys above say ---

  static bool IsStage(const Key& key) {
    return key.span().AllWordsAre(Concept::kStage, Concept::kEnvironment, Concept::kPort, Concept::kPorts) &&
           key.span().Says(Concept::kStage) && key.role.role != Role::kPort && key.role.role != Role::kWrapper;
  }

  static bool IsCounted(const Key& key) {
    return key.role.role == Role::kIgnored && key.span().Says(Concept::kCount, Concept::kUnit) &&
           !key.span().Says(Concept::kPort, Concept::kPorts, Concept::kOffset, Concept::kNext, Concept::kOld) &&
           !key.span().Says(Concept::kExample);
  }

  // "hosts:" above "atlas:", "environments:" above "dev:".
  static bool HoldsHosts(const Key& key) {
    return key.span().AllWordsAre(Concept::kHost, Concept::kEnvironment, Concept::kPlace) && key.name.ends_with('s') &&
           !key.name.ends_with("ss");
  }

  Scope ScopeOf() const {
    Scope scope;
    scope.about_ports = path_.open().empty() || strength_ == Strength::kCode;
    bool hosts = false;
    for (const Key& key : keys_) {
      scope.about_ports |= key.span().Says(Concept::kPort, Concept::kPorts);
      const bool host = std::exchange(hosts, HoldsHosts(key));
      Enter(key, host, scope);
      if (scope.skipped != nullptr) break;
    }
    return scope;
  }

  static void Enter(const Key& key, bool of_host, Scope& scope) {
    const Role role = key.role.role;
    const bool ports_of_named = role == Role::kPort && !scope.names.empty();
    scope.port.reset();
    scope.in_ports = false;
    scope.variables = false;
    if (!key.ports.empty()) {
      scope.port = key.ports[0];
      return;
    }
    const std::string folded = Fold(key.name);
    if (IsOneOf(folded, "|healthcheck|command|entrypoint|args|cmd|")) return Skip(key, "a command", scope);
    if (folded.starts_with("env") || folded == "variables") scope.variables = true;
    const Concepts first = key.words.words.empty() ? Concepts{0} : key.words.words[0].concepts;
    if (Has(first, Concept::kSmall, Concept::kSummary) && key.words.words.size() > 1)
      scope.restated = true;  // "by_port"
    if (of_host && !HoldsHosts(key)) {
      scope.host = key.name;
    } else if (role == Role::kReserved) {
      scope.state = State::kNever;
    } else if (role == Role::kFree) {
      scope.state = State::kFree;
    } else if (role == Role::kRange) {
      scope.ranges = scope.about_ports = true;
    } else if (IsStage(key) && !scope.in_ports) {
      scope.host = key.name;
    } else if (key.span().AllWordsAre(Concept::kDeprecated)) {
      scope.state = State::kDeprecated;
    } else if ((role == Role::kIgnored && !IsCounted(key)) || role == Role::kOldPort || role == Role::kPurpose) {
      Skip(key, "under the key", scope);
    } else if (role == Role::kText || role == Role::kName || IsCounted(key) || role == Role::kUrl) {
      if (key.span().Says(Concept::kUrl)) scope.restated = true;
      scope.names.push_back(key.name);
    } else if (role == Role::kRolePort && !scope.names.empty()) {
      scope.names.push_back(key.name);
    }
    if (scope.ranges && role != Role::kRange) scope.names.push_back(key.name);
    scope.in_ports = ports_of_named;
  }

  static void Skip(const Key& key, const char* why, Scope& scope) {
    scope.skipped = why;
    scope.skipped_key = key.name;
  }

  // --- comments ---

  // The text after '#' on the line of a value.
  std::string CommentOf(int line) const {
    const auto found = comments_.find(line);
    if (found == comments_.end() || !found->second->trailing) return {};
    return std::string(CleanName(Beginning(found->second->text().str(), kLongestShared)));
  }

  // "# Redis main port." on the line above.
  Span CommentAbove(int line) const {
    const auto found = comments_.find(line - 1);
    if (found == comments_.end() || found->second->trailing) return {};
    const Span text = found->second->text();
    if (text.str().size() > kLongestShared || !text.numbers().empty()) return {};
    const Span name = CleanName(text);
    return IsNameLike(name) ? name : Span();
  }

  // "# 3000-3099: frontends"
  void ReadComments() {
    for (const auto& [line, record] : comments_) {
      if (record->trailing) continue;
      for (const Entry& entry : ReadEntries(record->text(), false).entries) {
        if (entry.number.kind != NumberKind::kRange || !entry.tied || !IsNameLike(entry.name)) continue;
        Statement statement;
        statement.number = entry.number;
        statement.assignment.label = entry.name.str();
        statement.assignment.source = builder_.At(line);
        statement.said.name = entry.name;
        statement.range = true;
        statement.strength = Strength::kProse;
        statement.why = "a comment that names a range";
        Tell(std::move(statement), path_, builder_);
      }
    }
  }

  // --- base and slot ---

  // "[services] db = 5432" and "[slots] harbor = 1": each name under the slots has a port of each service, its base
  // and the slot. Bases are looked for under a key for services or bases only; what is shared has one port.
  void FindSlots() {
    constexpr std::size_t kMostSlots = 500, kMostPorts = 65535;
    const Record* key = nullptr;
    for (const Record& record : records_) {
      if (record.shape == Shape::kKey) key = &record;
      if (record.shape != Shape::kObject || key == nullptr || record.level != 2 || key->level != 1) continue;
      const Span words = key->text();
      if (words.Says(Concept::kSlot) && record.fields.size() <= kMostSlots && AreSlots(record)) slots_ = &record;
      const bool bases = words.Says(Concept::kBase, Concept::kService, Concept::kServices);
      if (bases && bases_ == nullptr && !record.listed) bases_ = &record;
    }
    const bool both = slots_ != nullptr && bases_ != nullptr;
    if (!both || slots_->fields.size() * bases_->fields.size() > kMostPorts) slots_ = bases_ = nullptr;
  }

  static bool AreSlots(const Record& record) {
    return !record.fields.empty() && std::all_of(record.fields.begin(), record.fields.end(), [](const Field& slot) {
      const std::string& value = slot.value.str();
      return slot.key != nullptr && !value.empty() && value.size() <= 3 &&
             value.find_first_not_of("0123456789") == std::string::npos;
    });
  }

  void TellSlots(const Statement& base, int line) {
    // The service by itself runs in the checkout that has slot 0, and under its own name.
    for (const Field& slot : slots_->fields) {
      Statement statement = base;
      statement.number.first = statement.number.last = base.number.first + std::stol(slot.value.str());
      statement.assignment.service = slot.key->str();
      statement.why = "the base " + std::to_string(base.number.first) + " and the slot " + slot.value.str() + " of '" +
                      slot.key->str() + "'";
      if (CheckPort(statement.number, line, builder_)) Tell(std::move(statement), path_, builder_);
    }
  }

  // --- objects ---

  void ReadObject(const Record& record) {
    const Scope scope = ScopeOf();
    record_ = &record;
    indexed_ = nullptr;
    std::vector<Key> keys;
    keys.reserve(record.fields.size());
    std::vector<Value> values;
    values.reserve(record.fields.size());
    for (const Field& field : record.fields) {
      const bool same = !keys.empty() && field.key != nullptr && last_key_ == field.key.get();
      if (field.key != nullptr && !same) keys.push_back(MakeKey(*field.key, record.level));
      last_key_ = field.key.get();
      values.push_back({field.key == nullptr ? nullptr : &keys.back(), &field.value, OnlyPorts(field.value)});
    }
    last_key_ = nullptr;
    current_end_ = values.data() + values.size();
    if (scope.skipped != nullptr) return PassAll(values, scope.skipped + (" '" + scope.skipped_key + "'"));
    if (scope.variables && AreVariables(values)) return ReadVariables(values);
    if (scope.port) return ReadIndexed(values, *scope.port, scope);
    if (IsIndexByPort(values)) return ReadIndex(values, scope);
    if (scope.ranges && ReadBoundsOfKey(values, scope)) return;
    if (IsThing(values, scope) || IsComposeService(values)) return ReadThing(values, scope);
    ReadMap(values, scope);
  }

  bool IsComposeService(const std::vector<Value>& values) const {
    return keys_.size() == 2 && keys_[0].name == "services" &&
           (Find(values, "image") != nullptr || Find(values, "build") != nullptr);
  }

  void PassAll(const std::vector<Value>& values, const std::string& why) {
    for (const Value& value : values) PassValue(value, why);
  }

  void PassValue(const Value& value, const std::string& why) {
    for (const Number& number : value.text->numbers) {
      if (!number.InPortRange()) continue;
      builder_.Pass(value.line(), value.text->str().substr(number.begin, number.end - number.begin),
                    number.why_not != nullptr ? number.why_not : why);
    }
  }

  static bool AreVariables(const std::vector<Value>& values) {
    return !values.empty() && std::all_of(values.begin(), values.end(), [](const Value& value) {
      return std::none_of(value.name().begin(), value.name().end(), [](char c) { return IsLower(c) || c == ' '; });
    }) && std::any_of(values.begin(), values.end(), [](const Value& value) {
      return std::any_of(value.name().begin(), value.name().end(), IsUpper);
    });
  }

  void ReadVariables(const std::vector<Value>& values) {
    for (const Value& value : values) {
      builder_.AddVariable({std::string(value.name()), value.text->str(), builder_.At(value.line())},
                           "a variable under the key '" + keys_.back().name + "'");
    }
  }

  // --- indexes by port: `3000: web`, `3000: {service: web}` ---

  static bool IsIndexByPort(const std::vector<Value>& values) {
    const auto ports = std::count_if(values.begin(), values.end(), [](const Value& value) {
      return value.key != nullptr && !value.key->ports.empty();
    });
    return ports > 0 && static_cast<std::size_t>(ports) * 2 > values.size();
  }

  void ReadIndex(const std::vector<Value>& values, const Scope& scope) {
    for (const Value& value : values) {
      if (value.key == nullptr || value.key->ports.empty()) {
        PassValue(value, "beside an index by port");
        continue;
      }
      Statement statement = Begin(value.key->ports[0], value.line(), scope);
      statement.assignment.label = value.text->str();
      statement.said.name = value.span();
      if (IsVariableName(value.text->str())) {
        builder_.Pass(value.line(), Written(statement.number), "the variable for a port");
        continue;
      }
      TellIndexed(std::move(statement), scope);
    }
  }

  void ReadIndexed(const std::vector<Value>& values, const Number& port, const Scope& scope) {
    Statement statement = Begin(port, record_->line, scope);
    if (record_->fields.size() == 1 && values[0].key == nullptr) {
      statement.assignment.label = values[0].text->str();
      statement.said.name = values[0].span();
    } else {
      Describe(values, statement);
      if (!keys_.empty()) statement.assignment.source = builder_.At(KeyLine());
    }
    TellIndexed(std::move(statement), scope);
  }

  int KeyLine() const {
    return keys_.back().words.styled.line() > 0 ? keys_.back().words.styled.line() : record_->line;
  }

  void TellIndexed(Statement statement, const Scope& scope) {
    Assignment& assignment = statement.assignment;
    if (assignment.label.empty() && !statement.said.remark.empty() && !IsNothing(statement.said.remark) &&
        statement.said.status.empty()) {
      assignment.label = assignment.purpose;
      statement.said.name = statement.said.remark;
    }
    if (assignment.service.empty()) assignment.service = WithoutParenthesis(assignment.label);
    if (scope.restated) statement.strength = Strength::kProse;
    statement.why = "an index by port";
    TellOne(std::move(statement), scope);
  }

  // --- things: a map that says of one thing which port it has ---

  static bool IsThing(const std::vector<Value>& values, const Scope& scope) {
    bool port = false, first = false, last = false;
    bool named = !scope.names.empty() || scope.state == State::kNever || scope.state == State::kFree;
    std::size_t high = 0;
    for (const Value& value : values) {
      const Role role = value.role();
      first |= role == Role::kRangeFirst && !value.ports.empty();
      last |= role == Role::kRangeLast && !value.ports.empty();
      named |= role == Role::kName || role == Role::kContainer || role == Role::kPurpose;
      port |= role == Role::kPort || role == Role::kContainerPort || role == Role::kEnvironmentPort ||
              role == Role::kRange || (role == Role::kDefaultPort && !value.ports.empty()) ||
              (role == Role::kRolePort && !scope.names.empty());
      high += value.ports.size() == 1 && value.ports[0].Valid() && value.ports[0].first >= 1024;
    }
    return (named && (port || (first && last && high <= 2))) || IsForwarding(values);
  }

  static const Value* Find(const std::vector<Value>& values, std::string_view name) {
    const auto found =
        std::find_if(values.begin(), values.end(), [&](const Value& value) { return value.name() == name; });
    return found == values.end() ? nullptr : &*found;
  }

  // "{guest: 8080, host: 8090}": how a virtual machine's port is forwarded.
  static bool IsForwarding(const std::vector<Value>& values) {
    const Value *guest = Find(values, "guest"), *host = Find(values, "host");
    return guest != nullptr && host != nullptr && IsHighPort(host->span()) && !guest->ports.empty();
  }

  Statement Begin(const Number& number, int line, const Scope& scope) const {
    Statement statement;
    statement.number = number;
    statement.assignment.source = builder_.At(line);
    statement.assignment.host = scope.host;
    if (number.protocol) statement.assignment.protocol = *number.protocol;
    if (number.container) statement.assignment.container_ports = number.container;
    statement.strength = strength_;
    return statement;
  }

  // Fills in what the map says besides its ports.
  static void Describe(const std::vector<Value>& values, Statement& statement) {
    constexpr std::size_t kLongestPurpose = 1000;  // each port of the map has it
    Assignment& assignment = statement.assignment;
    std::string owner;
    for (const Value& value : values) {
      const std::string text(Beginning(value.text->str(), kLongestShared));
      switch (value.role()) {
        case Role::kName:
          if (text.empty() || (!assignment.label.empty() && !IsOneOf(Fold(value.name()), "|name|service|"))) break;
          assignment.label = text;
          statement.said.name = value.span();
          break;
        case Role::kContainer:
          assignment.container = text;
          break;
        case Role::kProject:
          owner = text;
          break;
        case Role::kPurpose:
          if (!assignment.purpose.empty()) break;
          assignment.purpose = Beginning(value.text->str(), kLongestPurpose);
          statement.said.remark = value.span();
          break;
        case Role::kProtocol:
          if (const auto protocol = TransportIn(value.span())) assignment.protocol = *protocol;
          break;
        case Role::kExposure:
          if (SaysInternal(value)) assignment.exposure = Exposure::kInternal;
          break;
        case Role::kHost:
          if (IsHostName(value.span())) assignment.host = text;
          break;
        case Role::kStatus:
          statement.said.status = value.span();
          break;
        default:
          break;
      }
    }
    if (owner.empty()) return;
    assignment.service = owner;
    if (assignment.label.empty()) assignment.label = owner;
  }

  // `access: internal`, `internal: true`, `exposed: false`.
  static bool SaysInternal(const Value& value) {
    const std::string text = Fold(value.text->str());
    const bool no = text == "false" || text == "no";
    const bool yes = text == "true" || text == "yes";
    if (Fold(value.name()).find("internal") != std::string::npos) return yes;
    return text == "internal" || text == "internal-only" || text == "none" || text == "private" || no;
  }

  // An address to listen on names no host.
  static bool IsHostName(Span text) {
    return !text.empty() && text.str().size() < 60 && text.str() != "localhost" && text.numbers().empty() &&
           IsName(text) && !text.AllWordsAre(Concept::kAll, Concept::kVerbOrName);
  }

  void ReadThing(const std::vector<Value>& values, const Scope& scope) {
    Statement thing = Begin({}, record_->line, scope);
    compose_ = IsComposeService(values);
    Describe(values, thing);
    Assignment& assignment = thing.assignment;
    const bool keyed = !record_->listed && !keys_.empty();
    // The key that a thing stands under is its name; a name inside says what it belongs to.
    Text own_name;
    if (!scope.names.empty() && keyed) {
      if (assignment.service.empty()) assignment.service = assignment.label;
      assignment.label = scope.LastName();
      own_name = Scanned(assignment.label);
      thing.said.name = own_name;
    }
    const bool nameless = assignment.label.empty() && scope.LastName().empty() && assignment.container.empty();
    if (assignment.label.empty()) assignment.label = scope.LastName();
    if (assignment.label.empty()) assignment.label = assignment.container;
    if (assignment.label.empty() && thing.said.status.empty()) assignment.label = assignment.purpose;
    if (assignment.label.empty()) assignment.label = std::string(CommentAbove(record_->line).str());
    if (nameless && scope.state == State::kAssigned && !thing.said.status.empty()) assignment.label = {};
    if (own_name.str() != assignment.label) own_name = Scanned(assignment.label);
    thing.said.name = own_name;
    if (assignment.service.empty()) assignment.service = ServiceOf(assignment.label, scope);
    thing.held_for_named = !keyed && scope.state == State::kNever && NamesService(values);
    ReadPorts(values, thing, scope);
    for (const Value& value : values) {
      const Role role = value.role();
      if (role != Role::kPort && role != Role::kRolePort && role != Role::kEnvironmentPort) {
        if (ReadBoundPair(value, values, scope)) continue;
        PassValue(value, "the key '" + std::string(value.name()) + "' is not for the port");
      }
    }
  }

  static bool NamesService(const std::vector<Value>& values) {
    return std::any_of(values.begin(), values.end(),
                       [](const Value& value) { return value.role() == Role::kName && !value.text->str().empty(); });
  }

  // "echo" of {"echo", "admin"}: what the thing belongs to.
  static std::string ServiceOf(const std::string& label, const Scope& scope) {
    if (scope.names.size() >= 2) {
      const std::string& owner = scope.names[scope.names.size() - 2];
      return IsCategory(Scanned(SplitKey(owner))) ? label : owner;
    }
    return scope.names.empty() || label == scope.names.back() ? label : scope.names.back();
  }

  void ReadPorts(const std::vector<Value>& values, const Statement& thing, const Scope& scope) {
    const Value *first = nullptr, *last = nullptr, *inside = nullptr;
    const bool has_port = HasPort(values);
    for (const Value& value : values) {
      if (value.role() == Role::kRangeFirst) first = &value;
      if (value.role() == Role::kRangeLast) last = &value;
      if (value.role() == Role::kContainerPort && value.ports.size() == 1 && value.ports[0].Valid()) inside = &value;
    }
    bool any = false;
    for (const Value& value : values) any |= ReadPort(value, values, thing, inside, has_port, scope);
    if (!any && first != nullptr && last != nullptr) return ReadBounds(*first, *last, thing, scope);
    if (any || inside == nullptr) return;
    Statement internal = thing;
    internal.number = inside->ports[0];
    internal.assignment.source = builder_.At(inside->line());
    internal.assignment.exposure = Exposure::kInternal;
    internal.why = "the key '" + std::string(inside->name()) + "'";
    TellOne(std::move(internal), scope);
  }

  static bool HasPort(const std::vector<Value>& values) {
    return std::any_of(values.begin(), values.end(), [](const Value& value) {
      return value.role() == Role::kPort || value.role() == Role::kEnvironmentPort;
    });
  }

  bool ReadPort(const Value& value, const std::vector<Value>& values, const Statement& thing, const Value* inside,
                bool has_port, const Scope& scope) {
    if (value.key == nullptr || BoundOf(value, values)) return false;
    Statement statement = thing;
    Assignment& assignment = statement.assignment;
    const std::optional<PortRange> side = inside == nullptr ? std::nullopt : std::optional(inside->ports[0].ports());
    const bool exposed = compose_ && value.name() == "expose";
    switch (exposed ? Role::kPort : value.role()) {
      case Role::kPort:
        assignment.container_ports = side;
        break;
      case Role::kRolePort:
        TakeRole(value, statement);
        break;
      case Role::kHost:
        if (!IsForwarding(values)) return false;
        assignment.container_ports = values.empty() ? side : std::optional(Find(values, "guest")->ports[0].ports());
        break;
      case Role::kEnvironmentPort:
        assignment.host = value.key->role.label;
        break;
      case Role::kDefaultPort:
        if (has_port) return false;
        break;
      case Role::kRange:
        return ReadRange(value, statement, scope);
      default:
        if (IsMapping(value)) {
          assignment.container_ports = side;
        } else if (has_port && value.role() == Role::kText && IsHighPort(value.span()) &&
                   value.key->span().Says(Concept::kRole, Concept::kRedis, Concept::kDatabase)) {
          TakeRole(value, statement);
        } else {
          return false;
        }
    }
    bool any = false;
    if (exposed) assignment.exposure = Exposure::kInternal;
    for (const Number& number : value.ports) {
      if (!CheckPort(number, value.line(), builder_)) continue;
      if (compose_ && value.name() == "ports" && !number.container) {
        builder_.Pass(value.line(), Written(number), "the engine chooses the port on the host");
        continue;
      }
      statement.number = number;
      assignment.source = builder_.At(value.line());
      if (number.container) assignment.container_ports = number.container;
      if (number.protocol) assignment.protocol = *number.protocol;
      if (assignment.purpose.empty()) assignment.purpose = Explained(value);
      statement.why = "the key '" + std::string(value.name()) + "'";
      TellOne(statement, scope);
      any = true;
    }
    return any;
  }

  // "http_port" of a thing is the thing's port for HTTP.
  void TakeRole(const Value& value, Statement& statement) {
    if (!statement.assignment.label.empty()) statement.assignment.service = statement.assignment.label;
    statement.assignment.label = value.name();
  }

  // `mapping: "5433:5432"`
  static bool IsMapping(const Value& value) {
    return Fold(value.name()).ends_with("mapping") && value.ports.size() == 1 && value.ports[0].container;
  }

  std::string Explained(const Value& value) const {
    const std::string remark = RemarkOf(value.span());
    return remark.empty() ? CommentOf(value.line()) : remark;
  }

  // --- ranges ---

  // "rtc_port_start: 50000" and its "rtc_port_end: 60000": one range.
  struct Bound {
    std::string name;
    bool opens;
    const Value* other;
  };

  std::optional<Bound> BoundOf(const Value& value, const std::vector<Value>& values) {
    static constexpr std::pair<std::string_view, std::string_view> kBounds[] = {
        {"_start", "_end"}, {"_min", "_max"}, {"_first", "_last"}, {"_from", "_to"}, {"_begin", "_end"}};
    const std::string_view key = value.name();
    for (const auto& [first, last] : kBounds) {
      const bool opens = key.ends_with(first);
      if (!opens && !key.ends_with(last)) continue;
      const std::string name(key.substr(0, key.size() - (opens ? first : last).size()));
      const Value* other = FindOther(values, name + std::string(opens ? last : first));
      if (other != nullptr && IsHighPort(value.span()) && IsHighPort(other->span())) return Bound{name, opens, other};
    }
    return std::nullopt;
  }

  // Looked for among many, for each of them.
  const Value* FindOther(const std::vector<Value>& values, const std::string& name) {
    if (indexed_ != &values) {
      index_.clear();
      for (const Value& value : values) index_.emplace(value.name(), &value);
      indexed_ = &values;
    }
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : found->second;
  }

  // True for either of the two.
  bool ReadBoundPair(const Value& value, const std::vector<Value>& values, const Scope& scope) {
    if (value.key == nullptr) return false;
    const auto bound = BoundOf(value, values);
    if (!bound || !bound->opens) return bound.has_value();
    Statement statement = Begin(value.ports[0], value.line(), scope);
    statement.number.last = bound->other->ports[0].last;
    statement.number.kind = NumberKind::kRange;
    const Text words = Scanned(SplitKey(bound->name));
    statement.assignment.label = bound->name;
    statement.assignment.service = scope.names.empty() ? bound->name : scope.names.back();
    statement.said.name = words;
    statement.range = Span(words).Says(Concept::kRange);
    statement.why = statement.range ? "a range in the data" : "the first and the last port";
    if (CheckPort(statement.number, value.line(), builder_)) TellOne(std::move(statement), scope);
    return true;
  }

  void ReadBounds(const Value& first, const Value& last, Statement statement, const Scope& scope) {
    if (first.ports.size() != 1 || last.ports.size() != 1) return;
    statement.number = first.ports[0];
    statement.number.last = last.ports[0].last;
    statement.assignment.source = builder_.At(first.line());
    const bool one = statement.number.Valid() && statement.number.first == statement.number.last;
    statement.range = !one || scope.ranges;
    if (statement.range) statement.number.kind = NumberKind::kRange;
    statement.why = one ? "a range of one port" : "a range in the data";
    if (CheckPort(statement.number, first.line(), builder_)) TellOne(std::move(statement), scope);
  }

  // `range: {start: 4100, end: 4199}`: named after the thing above, or after its key.
  bool ReadBoundsOfKey(const std::vector<Value>& values, const Scope& scope) {
    const Value *first = nullptr, *last = nullptr;
    for (const Value& value : values) {
      if (value.role() == Role::kRangeFirst && !value.ports.empty()) first = &value;
      if (value.role() == Role::kRangeLast && !value.ports.empty()) last = &value;
    }
    if (first == nullptr || last == nullptr) return false;
    Statement statement = Begin(first->ports[0], first->line(), scope);
    Describe(values, statement);
    if (statement.assignment.label.empty()) {
      statement.assignment.label = scope.names.empty() ? keys_.back().name : scope.LastName();
    }
    statement.assignment.service = statement.assignment.label;
    const Text name = Scanned(SplitKey(statement.assignment.label));
    statement.said.name = name;
    ReadBounds(*first, *last, std::move(statement), scope);
    return true;
  }

  // `range: 4100-4199`, and [4100, 4199] as two values of one key.
  bool ReadRange(const Value& value, Statement statement, const Scope& scope) {
    if (value.ports.empty()) return false;
    Number number = value.ports[0];
    const Value* next = &value + 1;
    const Value* end = current_end_;
    const bool pair =
        number.kind == NumberKind::kPort && next < end && next->key == value.key && next->ports.size() == 1;
    if (pair) {
      number.last = next->ports[0].last;
      number.kind = NumberKind::kRange;
    } else if (number.kind == NumberKind::kPort) {
      return true;  // the end of one
    }
    statement.number = number;
    statement.assignment.source = builder_.At(value.line());
    statement.range = true;
    statement.why = "a range in the data";
    if (CheckPort(number, value.line(), builder_)) TellOne(std::move(statement), scope);
    return true;
  }

  // --- maps of names to ports ---

  void ReadMap(const std::vector<Value>& values, const Scope& scope) {
    const auto high = std::count_if(values.begin(), values.end(), [](const Value& value) {
      return value.ports.size() == 1 && value.ports[0].Valid() && value.ports[0].first >= 1024;
    });
    const bool among_ports = values.size() > 1 && static_cast<std::size_t>(high) * 2 > values.size();
    for (const Value& value : values) {
      if (value.key == nullptr) {
        ReadListed(value, scope);
      } else if (!ReadBoundPair(value, values, scope)) {
        ReadNamed(value, among_ports, scope);
      }
    }
  }

  // `name: 3000`.
  void ReadNamed(const Value& value, bool among_ports, const Scope& scope) {
    const Key& key = *value.key;
    Role role = key.role.role;
    const bool high = value.ports.size() == 1 && value.ports[0].Valid() && value.ports[0].first >= 1024;
    if (role == Role::kIgnored && among_ports && high && IsCounted(key)) role = Role::kText;
    if (role == Role::kIgnored || role == Role::kOldPort || role == Role::kPurpose) {
      return PassValue(value, "under the key '" + key.name + "'");
    }
    if (role == Role::kReserved || role == Role::kFree) {
      Scope inner = scope;
      inner.state = role == Role::kReserved ? State::kNever : State::kFree;
      return ReadListed(value, inner);
    }
    const bool evidence = scope.about_ports || role == Role::kRolePort || role == Role::kPort;
    const bool wrong_key = role == Role::kRangeFirst || role == Role::kRangeLast;
    if (value.ports.empty() || !evidence || wrong_key || key.name.empty()) {
      return PassValue(value, value.ports.empty() ? "not in a place for a port" : "nothing says that this is a port");
    }
    const Number& number = value.ports[0];
    if (!CheckPort(number, value.line(), builder_)) return;
    if (number.yearlike && role == Role::kText && !among_ports) return PassValue(value, "looks like a year");
    if (number.last < 20) return PassValue(value, "too low for a port");
    Statement statement = Begin(number, value.line(), scope);
    Assignment& assignment = statement.assignment;
    assignment.label = role == Role::kPort && !scope.names.empty() ? scope.LastName() : key.name;
    const bool owned = !scope.names.empty() && !IsCategory(Scanned(SplitKey(scope.names.back())));
    assignment.service = owned ? scope.names.back() : assignment.label;
    assignment.purpose = Explained(value);
    const Text remark = Scanned(assignment.purpose);
    const Text name = Scanned(assignment.label);
    statement.said.name = name;
    statement.said.remark = remark;
    if (Span(remark).Says(Concept::kInternalOnly) || Span(remark).AllWordsAre(Concept::kInside)) {
      assignment.exposure = Exposure::kInternal;
    }
    statement.range = (number.kind == NumberKind::kRange && IsOfMany(key, scope)) ||
                      (scope.ranges && number.kind != NumberKind::kPort);
    if (statement.range) assignment.label = key.name;
    if (number.url || scope.restated) statement.strength = Strength::kProse;
    statement.why = "the value of '" + key.name + "'";
    const bool slots = bases_ == record_ && slots_ != nullptr;
    if (value.ports.size() == 1 && slots) return TellSlots(statement, value.line());
    for (const Number& one : value.ports) {
      statement.number = one;
      TellOne(statement, scope);
    }
  }

  // A range is for many, unless it is what one program listens on.
  static bool IsOfMany(const Key& key, const Scope& scope) {
    if (key.span().Says(Concept::kMedia, Concept::kTransport)) return false;
    return !Span(Scanned(SplitKey(scope.LastName()))).Says(Concept::kMedia, Concept::kTransport);
  }

  // An item of a list, or a value by itself.
  void ReadListed(const Value& value, const Scope& scope) {
    // In a compose file, a port without one on the host.
    const bool chosen = keys_.size() == 3 && keys_[0].name == "services" && keys_[2].name == "ports";
    if (chosen && !value.ports.empty() && !value.ports[0].container) {
      return PassValue(value, "the engine chooses the port on the host");
    }
    if (!value.ports.empty()) {
      const std::string comment = CommentOf(value.line());
      const Text remark = Scanned(comment);
      const bool named = IsNameLike(remark) && remark.numbers.empty() && scope.names.empty();
      Statement statement = Begin(value.ports[0], value.line(), scope);
      if (!CheckPort(value.ports[0], value.line(), builder_)) return;
      statement.assignment.label = named ? comment : scope.LastName();
      statement.assignment.service = scope.names.empty() ? statement.assignment.label : scope.names.back();
      statement.assignment.purpose = Explained(value);
      const Text name = Scanned(statement.assignment.label);
      statement.said.name = name;
      statement.why = "an item of a list";
      for (const Number& number : value.ports) {
        statement.number = number;
        TellOne(statement, scope);
      }
      return;
    }
    if (!scope.about_ports && scope.state == State::kAssigned) return PassValue(value, "not in a place for a port");
    for (const Entry& entry : ReadEntries(value.span(), false).entries) {
      const bool sentence = !entry.tied || entry.number.kind == NumberKind::kRange;
      if (!IsNameLike(entry.name) || entry.number.first < 20 || sentence) continue;
      Statement statement = Begin(entry.number, value.line(), scope);
      statement.assignment.label = entry.name.str();
      statement.assignment.service = WithoutParenthesis(entry.name.str());
      statement.assignment.purpose = entry.role.str();
      statement.said.name = entry.name;
      statement.why = "a line of text in a list";
      TellOne(std::move(statement), scope);
    }
  }

  // --- results ---

  void TellOne(Statement statement, const Scope& scope) {
    if (!statement.number.host_known) {
      return builder_.Pass(statement.assignment.source.line, "?", "the port on the host is not said");
    }
    if (!statement.number.Valid()) return;
    if (statement.number.kind == NumberKind::kOpenEnd && !statement.range)
      statement.number.last = statement.number.first;
    if (scope.ranges && statement.number.kind != NumberKind::kPort && !statement.number.protocol)
      statement.range = true;
    if (statement.range && scope.ranges && statement.assignment.label.empty())
      statement.assignment.label = scope.LastName();
    if (scope.restated) statement.strength = Strength::kProse;
    statement.section = scope.state;
    if (statement.reason.empty()) {
      const bool label = statement.assignment.purpose.empty() || statement.held_for_named;
      statement.reason = label ? statement.assignment.label : statement.assignment.purpose;
    }
    if (scope.state == State::kNever) statement.why += " under a key that reserves it";
    if (strength_ == Strength::kCode) NameByHeading(statement.assignment);
    Tell(std::move(statement), path_, builder_);
  }

  // "postgres" in a block of code under "### tern (bookings)" is tern's.
  void NameByHeading(Assignment& assignment) const {
    const Heading* heading = path_.last();
    if (heading == nullptr || heading->name.str().empty() || assignment.service != assignment.label) return;
    if (WordCount(heading->name) <= 4 && heading->level >= 3) assignment.service = heading->name.str();
  }

  const std::vector<Record>& records_;
  const Strength strength_;
  const Path& path_;
  RegistryBuilder& builder_;
  std::vector<Key> keys_;                  // that lead to the map, outermost first
  std::map<int, const Record*> comments_;  // by line
  const Record* record_ = nullptr;         // the map that is read
  const Text* last_key_ = nullptr;
  const Value* current_end_ = nullptr;
  bool compose_ = false;           // it is a service of a compose file
  const Record* slots_ = nullptr;  // of a document that has bases and slots, else null
  const Record* bases_ = nullptr;
  const std::vector<Value>* indexed_ = nullptr;  // what `index_` is of
  std::unordered_map<std::string_view, const Value*> index_;
};

}  // namespace

void ReadObjects(const Records& records, Strength strength, const Path& path, RegistryBuilder& builder) {
  ObjectReader(records, strength, path, builder).Read();
}

}  // namespace portlaw::readers
