// SPDX-License-Identifier: Apache-2.0
// The settings document. A new setting is one line in kSettings and one function, and one entry in
// settings.schema.json.
#include "policy/decide/settings.h"

#include <iterator>
#include <span>
#include <utility>

#include "policy/text/printable.h"
#include "policy/text/yaml_fields.h"

namespace portlaw {

namespace {

constexpr std::string_view kModes[] = {"audit", "enforce"};
constexpr std::string_view kActions[] = {"allow", "warn", "deny"};
constexpr std::string_view kActionsOrIgnore[] = {"allow", "warn", "deny", "ignore"};
constexpr std::string_view kRangeKinds[] = {"block", "group"};
constexpr std::string_view kPrivateNetns[] = {"enforce", "audit", "ignore"};
constexpr std::string_view kPending[] = {"deny", "audit", "unregistered"};
constexpr std::string_view kPortInUse[] = {"ignore", "warn"};

// The rows of the semantics table that a registered container can be in, and those for anybody else.
constexpr std::string_view kRegisteredReasons[] = {"contested", "assigned-reserved", "assigned",
                                                   "legacy",    "reserved",          "sibling",
                                                   "in-block",  "foreign",           "unallocated"};
constexpr std::string_view kOtherReasons[] = {"reserved", "foreign", "unallocated", "dynamic-listen"};
constexpr SubjectKind kAllKinds[] = {SubjectKind::kHost, SubjectKind::kUnregistered, SubjectKind::kRegistered};

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::optional<std::chrono::nanoseconds> ParseDuration(std::string_view text) {
  constexpr std::pair<std::string_view, std::chrono::nanoseconds> kUnits[] = {{"ms", std::chrono::milliseconds(1)},
                                                                              {"s", std::chrono::seconds(1)},
                                                                              {"m", std::chrono::minutes(1)},
                                                                              {"h", std::chrono::hours(1)}};
  constexpr std::int64_t kMost = 3'600'000;  // an hour in the smallest unit; keeps the product in range
  for (const auto& [name, unit] : kUnits) {
    if (!text.ends_with(name)) continue;
    const auto number = ParseNumber(text.substr(0, text.size() - name.size()));
    if (!number || *number < 0 || *number > kMost) return std::nullopt;
    return *number * unit;
  }
  return std::nullopt;
}

std::optional<PortRange> ParseRange(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = ParsePort(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : ParsePort(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{*first, *last};
}

class SettingsReader {
 public:
  explicit SettingsReader(const std::string& file) : yaml_(file) {}

  ResultOfMany<Settings> Read(std::string_view text) {
    const YAML::Node root = yaml_.Load(text, kMaxSettingsBytes);
    if (yaml_.ok() && !root.IsNull()) ReadTop(root);
    if (!yaml_.ok()) return tl::make_unexpected(yaml_.TakeErrors());
    return std::move(settings_);
  }

 private:
  using Node = YAML::Node;
  struct Setting {
    std::string_view key;
    void (SettingsReader::*read)(const Node& node);
  };
  static const Setting kSettings[];

  void ReadTop(const Node& root);

  void ReadMode(const Node& node) { settings_.mode = Mode(node).value_or(settings_.mode); }
  void ReadHostName(const Node& node) { settings_.host_name = yaml_.Text(node, "host_name"); }

  void ReadDynamicListen(const Node& node) {
    const auto action = ActionOf(node, "dynamic_listen");
    if (!action) return;
    for (SubjectKind kind : kAllKinds) settings_.verdicts.Set(kind, Reason::kDynamicListen, *action);
  }

  void ReadUnregistered(const Node& node) { ReadColumn(SubjectKind::kUnregistered, "unregistered", node); }
  void ReadHost(const Node& node) { ReadColumn(SubjectKind::kHost, "host", node); }

  // One word for the whole column, or an action for each reason.
  void ReadColumn(SubjectKind kind, const std::string& what, const Node& node) {
    if (node.IsMap()) {
      for (const auto& [reason, value] : yaml_.Fields(node, what, kOtherReasons)) SetVerdict(kind, reason, value);
    } else if (const auto word = yaml_.Word(node, what, kActionsOrIgnore)) {
      SetColumn(kind, kActionsOrIgnore[*word]);
    }
  }

  void SetColumn(SubjectKind kind, std::string_view word) {
    const Action action = ParseAction(word).value_or(Action::kAllow);
    for (Reason reason : {Reason::kReserved, Reason::kForeign, Reason::kUnallocated}) {
      settings_.verdicts.Set(kind, reason, action);
    }
    if (word == "ignore") settings_.verdicts.Set(kind, Reason::kDynamicListen, Action::kAllow);
  }

  void SetVerdict(SubjectKind kind, std::string_view reason, const Node& node) {
    if (const auto action = ActionOf(node, reason)) settings_.verdicts.Set(kind, *ParseReason(reason), *action);
  }

  void ReadPrivateNetns(const Node& node) {
    const auto word = yaml_.Word(node, "private_netns", kPrivateNetns);
    if (word) settings_.private_netns = static_cast<PrivateNetns>(*word);
  }

  void ReadPending(const Node& node) {
    const auto word = yaml_.Word(node, "pending", kPending);
    if (word) settings_.pending = static_cast<PendingPolicy>(*word);
  }

  void ReadPortInUse(const Node& node) {
    const auto word = yaml_.Word(node, "port_in_use", kPortInUse);
    if (word) settings_.port_in_use = static_cast<PortInUse>(*word);
  }

  void ReadServices(const Node& node) {
    std::vector<std::string_view> keys = {"mode", "dynamic-listen"};
    keys.insert(keys.end(), std::begin(kRegisteredReasons), std::end(kRegisteredReasons));
    for (const auto& [name, value] : yaml_.Entries(node, "services")) {
      ServiceSettings& service = settings_.services[Lower(name)];
      for (const auto& [key, setting] : yaml_.Fields(value, "services: " + Printable(name), keys)) {
        if (key == "mode") {
          service.mode = Mode(setting);
        } else if (const auto action = ActionOf(setting, key)) {
          service.verdicts[*ParseReason(key)] = *action;
        }
      }
    }
  }

  void ReadRegistries(const Node& node) {
    constexpr std::string_view kKeys[] = {"mode"};
    for (const auto& [path, value] : yaml_.Entries(node, "registries")) {
      With(yaml_.Fields(value, "registries: " + Printable(path), kKeys), "mode", [&](const Node& setting) {
        if (const auto mode = Mode(setting)) settings_.registries[path] = *mode;
      });
    }
  }

  void ReadRanges(const Node& node) {
    for (const auto& [text, value] : yaml_.Entries(node, "ranges")) {
      const std::optional<PortRange> range = ParseRange(text);
      if (!range) {
        yaml_.AddError(yaml_.LineOf(value), "ranges: '" + Printable(text) + "' is not a range of ports",
                       "write it like \"4100-4199\", with ports from 1 to 65535");
      } else if (const auto word = yaml_.Word(value, "ranges: " + text, kRangeKinds)) {
        settings_.ranges[*range] = static_cast<RangeKind>(*word);
      }
    }
  }

  void ReadCgroups(const Node& node) {
    if (node.IsNull()) return;
    if (!node.IsSequence()) {
      return yaml_.AddError(yaml_.LineOf(node), "cgroups is not a list", "begin each rule with '- cgroup:'");
    }
    for (const Node& rule : node) {
      if (yaml_.Full()) return;
      ReadCgroupRule(rule);
    }
  }

  void ReadCgroupRule(const Node& rule) {
    constexpr std::string_view kKeys[] = {"cgroup", "container"};
    const YamlNodes fields = yaml_.Fields(rule, "a rule of cgroups", kKeys);
    if (fields.size() != std::size(kKeys)) {
      return yaml_.AddError(yaml_.LineOf(rule), "a rule of cgroups needs both cgroup and container",
                            "write '- cgroup: /path/GLOB', and 'container: NAME' under it");
    }
    const auto cgroup = yaml_.Text(fields.at("cgroup"), "cgroup");
    const auto container = yaml_.Text(fields.at("container"), "container");
    if (cgroup && container) settings_.cgroups.push_back({*cgroup, *container, {yaml_.file(), yaml_.LineOf(rule)}});
  }

  void ReadEngines(const Node& node) {
    constexpr std::string_view kKeys[] = {"find", "sockets", "unattributed"};
    constexpr std::string_view kWords[] = {"false", "true"};
    const YamlNodes fields = yaml_.Fields(node, "engines", kKeys);
    With(fields, "find", [&](const Node& value) {
      if (const auto word = yaml_.Word(value, "engines: find", kWords)) settings_.engines.find = *word == 1;
    });
    With(fields, "sockets", [&](const Node& value) { ReadSockets(value); });
    With(fields, "unattributed", [&](const Node& value) {
      if (const auto mode = Mode(value)) settings_.engines.unattributed = *mode;
    });
  }

  void ReadSockets(const Node& node) {
    constexpr std::size_t kMaxSocketPath = 107;  // unix(7)
    if (!node.IsSequence()) {
      return yaml_.AddError(yaml_.LineOf(node), "engines: sockets is not a list", "begin each path with '- '");
    }
    for (const Node& socket : node) {
      const std::string path = yaml_.ScalarOf(socket);
      if (path.starts_with('/') && path.size() <= kMaxSocketPath) {
        settings_.engines.sockets.push_back(path);
      } else {
        yaml_.AddError(yaml_.LineOf(socket), "engines: '" + Printable(path) + "' is not the path of a socket",
                       "give it from the root, with at most 107 bytes: /run/docker.sock");
      }
    }
  }

  void ReadRateLimit(const Node& node) {
    constexpr std::string_view kKeys[] = {"events", "window"};
    const YamlNodes fields = yaml_.Fields(node, "rate_limit", kKeys);
    With(fields, "events", [&](const Node& value) { ReadEvents(value); });
    With(fields, "window", [&](const Node& value) { ReadWindow(value); });
  }

  void ReadEvents(const Node& node) {
    constexpr int kMost = 1'000'000;
    const auto number = ParseNumber(yaml_.ScalarOf(node));
    if (number && *number >= 1 && *number <= kMost) {
      settings_.rate_limit.burst = static_cast<std::uint32_t>(*number);
    } else {
      yaml_.AddError(yaml_.LineOf(node), "events is not a number of events", "use 1 to " + std::to_string(kMost));
    }
  }

  void ReadWindow(const Node& node) {
    const auto window = ParseDuration(yaml_.ScalarOf(node));
    if (window && *window >= std::chrono::milliseconds(1) && *window <= std::chrono::hours(1)) {
      settings_.rate_limit.window = *window;
    } else {
      yaml_.AddError(yaml_.LineOf(node), "window is not a length of time", "use 1ms to 1h, like 500ms, 1s or 1m");
    }
  }

  void ReadControl(const Node& node) {
    constexpr std::string_view kKeys[] = {"group"};
    With(yaml_.Fields(node, "control", kKeys), "group",
         [&](const Node& value) { settings_.control_group = yaml_.Text(value, "group"); });
  }

  std::optional<portlaw::Mode> Mode(const Node& node) {
    const auto word = yaml_.Word(node, "mode", kModes);
    return word ? ParseMode(kModes[*word]) : std::nullopt;
  }

  std::optional<Action> ActionOf(const Node& node, std::string_view key) {
    const auto word = yaml_.Word(node, key, kActions);
    return word ? ParseAction(kActions[*word]) : std::nullopt;
  }

  YamlFields yaml_;
  Settings settings_;
};

// In the order in which they take effect: what holds for every subject stands before what holds for some.
const SettingsReader::Setting SettingsReader::kSettings[] = {
    {"mode", &SettingsReader::ReadMode},
    {"host_name", &SettingsReader::ReadHostName},
    {"dynamic_listen", &SettingsReader::ReadDynamicListen},
    {"unregistered", &SettingsReader::ReadUnregistered},
    {"host", &SettingsReader::ReadHost},
    {"private_netns", &SettingsReader::ReadPrivateNetns},
    {"pending", &SettingsReader::ReadPending},
    {"port_in_use", &SettingsReader::ReadPortInUse},
    {"services", &SettingsReader::ReadServices},
    {"registries", &SettingsReader::ReadRegistries},
    {"ranges", &SettingsReader::ReadRanges},
    {"cgroups", &SettingsReader::ReadCgroups},
    {"engines", &SettingsReader::ReadEngines},
    {"rate_limit", &SettingsReader::ReadRateLimit},
    {"control", &SettingsReader::ReadControl},
};

void SettingsReader::ReadTop(const Node& root) {
  std::vector<std::string_view> keys(std::begin(kRegisteredReasons), std::end(kRegisteredReasons));
  for (const Setting& setting : kSettings) keys.push_back(setting.key);
  const YamlNodes nodes = yaml_.Fields(root, "settings", keys);
  for (std::string_view reason : kRegisteredReasons) {
    With(nodes, reason, [&](const Node& node) { SetVerdict(SubjectKind::kRegistered, reason, node); });
  }
  for (const Setting& setting : kSettings) {
    With(nodes, setting.key, [&](const Node& node) { (this->*setting.read)(node); });
  }
}

}  // namespace

ResultOfMany<Settings> ParseSettings(std::string_view text, const std::string& file) {
  return SettingsReader(file).Read(text);
}

}  // namespace portlaw
