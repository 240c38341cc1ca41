// SPDX-License-Identifier: Apache-2.0
#include <iterator>
#include <utility>

#include "policy/decide/setting.h"
#include "policy/decide/setting_values.h"
#include "policy/decide/sink_address.h"
#include "policy/model/parse_port_range.h"
#include "policy/text/printable.h"
#include "policy/text/yaml_fields.h"

namespace portlaw {

namespace {

// Words, each list in the order of its enum.
constexpr std::string_view kModeWords[] = {"audit", "enforce"};
constexpr std::string_view kActionWords[] = {"allow", "warn", "deny"};
constexpr std::string_view kColumnWords[] = {"allow", "warn", "deny", "ignore"};
constexpr std::string_view kRangeWords[] = {"block", "group"};
constexpr std::string_view kPrivateNetnsWords[] = {"enforce", "audit", "ignore"};
constexpr std::string_view kPendingWords[] = {"deny", "audit", "unregistered"};
constexpr std::string_view kPortInUseWords[] = {"ignore", "warn"};
constexpr std::string_view kRefuseWithWords[] = {"permission", "in-use"};
constexpr std::string_view kReloadWords[] = {"free", "guarded"};
constexpr std::string_view kSinkTypeWords[] = {"syslog", "journald", "otlp"};
constexpr std::string_view kFormatWords[] = {"json", "ocsf", "ecs", "cef"};
constexpr std::string_view kBooleanWords[] = {"false", "true"};

constexpr Words kMode{kModeWords};
constexpr Words kAction{kActionWords, static_cast<int>(Action::kAllow)};
constexpr Words kBoolean{kBooleanWords};

constexpr SubjectKind kAllKinds[] = {SubjectKind::kHost, SubjectKind::kUnregistered, SubjectKind::kRegistered};

struct ReasonDoc {
  Reason reason;
  const char* doc;
};

// The rows of the semantics table that a registered container can be in, and those for anybody else.
constexpr ReasonDoc kRegisteredReasons[] = {
    {Reason::kContested, "A port that is assigned to the container and to another one too."},
    {Reason::kAssignedReserved, "A port that is assigned to the container, in a range that is also reserved."},
    {Reason::kAssigned, "A port that is assigned to the container."},
    {Reason::kLegacy, "A legacy port, which the container's service is to leave."},
    {Reason::kReserved, "A port in a reserved range."},
    {Reason::kSibling, "A port of the service's own block that is assigned to another of its containers."},
    {Reason::kInBlock, "An unassigned port of the service's own block."},
    {Reason::kForeign, "A port in another service's block, or assigned to another."},
    {Reason::kUnallocated, "A port that nobody claims."},
    {Reason::kEphemeral, "A UDP port that nobody claims, of those that the kernel gives to clients."},
};
constexpr ReasonDoc kOtherReasons[] = {
    {Reason::kReserved, "A port in a reserved range."},
    {Reason::kForeign, "A port in a service's block, or assigned to a container."},
    {Reason::kUnallocated, "A port that nobody claims."},
    {Reason::kEphemeral, "A UDP port that nobody claims, of those that the kernel gives to clients."},
    {Reason::kDynamicListen, "A listener on a port that nobody chose."},
};

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

// Where in Settings a value goes.
template <class T>
auto At(T Settings::*field) {
  return [=](Settings& settings, const std::string&) -> T& { return settings.*field; };
}
template <class Part, class T>
auto At(Part Settings::*part, T Part::*field) {
  return [=](Settings& settings, const std::string&) -> T& { return settings.*part.*field; };
}
template <class T>
auto OfService(T ServiceSettings::*field) {
  return [=](Settings& settings, const std::string& name) -> T& { return settings.services[Lower(name)].*field; };
}
auto OfOnly(std::optional<std::string> ClaimRules::*field) {
  return [=](Settings& settings, const std::string& name) -> std::optional<std::string>& {
    return settings.services[Lower(name)].only.*field;
  };
}
template <class Item, class T>
auto OfLast(std::vector<Item> Settings::*items, T Item::*field) {
  return [=](Settings& settings, const std::string&) -> T& { return (settings.*items).back().*field; };
}

// A setting that has only others below it.
Setting GroupOf(std::string path, std::string doc) {
  return {std::move(path), std::move(doc), {}, {}, {}, false, {}, {}};
}

// One for each of the user's keys or items; `enter` makes its place in Settings.
Setting Each(std::string path, std::string doc, std::function<void(const SettingPlace&)> enter = {}) {
  Setting setting = GroupOf(std::move(path), std::move(doc));
  setting.enter = std::move(enter);
  return setting;
}

template <class Value>
Setting Special(std::string path, Value value, std::string standard, std::string doc,
                std::function<void(const SettingPlace&, const YAML::Node&)> read) {
  return {std::move(path),     std::move(doc), value.Syntax(),  value.Schema(),
          std::move(standard), false,          std::move(read), {}};
}

// A value that goes into the field that `get` gives; its default is what a fresh Settings has there.
template <class Value, class Get>
Setting Field(std::string path, Value value, Get get, std::string doc) {
  Settings fresh;
  std::string standard = value.Write(get(fresh, {}));
  return Special(std::move(path), value, std::move(standard), std::move(doc),
                 [=](const SettingPlace& place, const YAML::Node& node) {
                   value.Read(place, node, get(place.settings, place.key));
                 });
}

// A field that each item of a list must have.
template <class Value, class Get>
Setting Required(std::string path, Value value, Get get, std::string doc) {
  Setting setting =
      Special(std::move(path), value, {}, std::move(doc), [=](const SettingPlace& place, const YAML::Node& node) {
        value.Read(place, node, get(place.settings, place.key));
      });
  setting.required = true;
  return setting;
}

Setting VerdictSetting(std::string path, std::string standard, std::string doc,
                       std::function<void(const SettingPlace&, Action)> set) {
  return Special(std::move(path), kAction, std::move(standard), std::move(doc),
                 [set = std::move(set)](const SettingPlace& place, const YAML::Node& node) {
                   std::optional<Action> action;
                   kAction.Read(place, node, action);
                   if (action) set(place, *action);
                 });
}

// The same for one protocol alone, which wins over the one for all of them.
Setting VerdictOfProtocol(std::string path, std::function<void(const SettingPlace&, Protocol, Action)> set) {
  return Special(std::move(path) + ".<protocol>", kAction, {}, "The same for tcp, udp or sctp alone.",
                 [set = std::move(set)](const SettingPlace& place, const YAML::Node& node) {
                   const auto protocol = ParseProtocol(place.key);
                   if (!protocol || *protocol == Protocol::kAny) {
                     place.yaml.AddError(place.line, place.label + ": there is no such protocol",
                                         "use tcp, udp or sctp");
                     return;
                   }
                   std::optional<Action> action;
                   kAction.Read(place, node, action);
                   if (action) set(place, *protocol, *action);
                 });
}

// A cell of the semantics table for each reason.
std::vector<Setting> Verdicts(const std::string& prefix, SubjectKind kind, std::span<const ReasonDoc> reasons) {
  std::vector<Setting> settings;
  for (const auto& [reason, doc] : reasons) {
    settings.push_back(VerdictSetting(prefix + std::string(ToString(reason)),
                                      std::string(ToString(VerdictTable().At(kind, reason))), doc,
                                      [kind, reason](const SettingPlace& place, Action action) {
                                        place.settings.verdicts.Set(kind, reason, action);
                                      }));
    settings.push_back(VerdictOfProtocol(prefix + std::string(ToString(reason)),
                                         [kind, reason](const SettingPlace& place, Protocol protocol, Action action) {
                                           place.settings.verdicts.Set(kind, reason, protocol, action);
                                         }));
  }
  return settings;
}

std::vector<Setting> ServiceVerdicts(const std::string& prefix) {
  std::vector<Setting> settings;
  std::vector<ReasonDoc> reasons(std::begin(kRegisteredReasons), std::end(kRegisteredReasons));
  reasons.push_back({Reason::kDynamicListen, "A listener on a port that nobody chose."});
  for (const auto& [reason, doc] : reasons) {
    settings.push_back(VerdictSetting(prefix + std::string(ToString(reason)), {}, doc,
                                      [reason](const SettingPlace& place, Action action) {
                                        place.settings.services[Lower(place.key)].verdicts[reason] = action;
                                      }));
    settings.push_back(VerdictOfProtocol(prefix + std::string(ToString(reason)),
                                         [reason](const SettingPlace& place, Protocol protocol, Action action) {
                                           ServiceSettings& service = place.settings.services[Lower(place.outer_key)];
                                           service.verdicts_of_protocol[{reason, protocol}] = action;
                                         }));
  }
  return settings;
}

// One word for all that a host process or an unregistered container binds.
Setting Column(std::string path, SubjectKind kind, std::string doc) {
  return Special(std::move(path), Words(kColumnWords), {}, std::move(doc),
                 [kind](const SettingPlace& place, const YAML::Node& node) {
                   const auto word = place.yaml.Word(node, place.label, kColumnWords);
                   if (!word) return;
                   const Action action = ParseAction(kColumnWords[*word]).value_or(Action::kAllow);
                   VerdictTable& table = place.settings.verdicts;
                   for (Reason reason : {Reason::kReserved, Reason::kForeign, Reason::kUnallocated}) {
                     table.Set(kind, reason, action);
                   }
                   if (kColumnWords[*word] == "ignore") table.Set(kind, Reason::kDynamicListen, Action::kAllow);
                 });
}

void ReadRange(const SettingPlace& place, const YAML::Node& node) {
  if (const std::optional<PortRange> range = ParsePortRange(place.key)) {
    Words(kRangeWords).Read(place, node, place.settings.ranges[*range]);
  } else {
    place.yaml.AddError(place.line, "ranges: '" + Printable(place.key) + "' is not a range of ports",
                        "write it like \"4100-4199\", with ports from 1 to 65535");
  }
}

void ReadRegistryMode(const SettingPlace& place, const YAML::Node& node) {
  kMode.Read(place, node, place.settings.registries[place.key]);
}

std::vector<Setting> Joined(std::initializer_list<std::vector<Setting>> parts) {
  std::vector<Setting> settings;
  for (const std::vector<Setting>& part : parts) settings.insert(settings.end(), part.begin(), part.end());
  return settings;
}

std::vector<Setting> ModeSettings() {
  return {
      Field("mode", kMode, At(&Settings::mode),
            "With enforce, a bind that is denied is refused. With audit it goes through, and is logged as would-deny."),
      GroupOf("registries", "What differs for one registry."),
      Each("registries.<registry>", "A registry, by its path as the command line names it, or by its file name."),
      Special("registries.<registry>.mode", kMode, {}, "The mode for ports that this registry speaks of.",
              ReadRegistryMode),
  };
}

std::vector<Setting> VerdictSettings() {
  return Joined({
      {VerdictSetting("dynamic_listen", "warn", "A listener on a port that nobody chose (port 0), whoever it is.",
                      [](const SettingPlace& place, Action action) {
                        for (SubjectKind kind : kAllKinds)
                          place.settings.verdicts.Set(kind, Reason::kDynamicListen, action);
                      })},
      Verdicts("", SubjectKind::kRegistered, kRegisteredReasons),
      {Column("unregistered", SubjectKind::kUnregistered,
              "Containers that the registry does not know: one word for reserved, foreign and unallocated ports, or an "
              "action for each. With ignore nothing that they bind is logged.")},
      Verdicts("unregistered.", SubjectKind::kUnregistered, kOtherReasons),
      {Column("host", SubjectKind::kHost,
              "Processes of the host, which are in no container: one word, or an action for each, as for "
              "unregistered.")},
      Verdicts("host.", SubjectKind::kHost, kOtherReasons),
  });
}

std::vector<Setting> ServiceSettingsRows() {
  return Joined({
      {
          GroupOf("services", "What differs for the containers of one service."),
          Each("services.<service>", "A service, by its name in the registry; upper and lower case are the same.",
               [](const SettingPlace& place) { place.settings.services[Lower(place.key)]; }),
          Field("services.<service>.mode", kMode, OfService(&ServiceSettings::mode),
                "The mode for what this service binds. It wins over that of a registry."),
          GroupOf("services.<service>.only",
                  "What may claim a name of this service: all that is given here must hold. Whoever else calls himself "
                  "so is "
                  "decided as an unregistered container, and logged as impostor."),
          Field("services.<service>.only.image", Text{"GLOB"}, OfOnly(&ClaimRules::image),
                "The container's image: registry.example/janua/*."),
          Field("services.<service>.only.user", Text{"GLOB"}, OfOnly(&ClaimRules::user),
                "Whose engine runs the container, by name or id: root."),
          Field("services.<service>.only.unit", Text{"GLOB"}, OfOnly(&ClaimRules::unit),
                "The systemd unit in whose cgroup it runs: janua.service."),
          Field("services.<service>.only.engine", Text{"GLOB"}, OfOnly(&ClaimRules::engine),
                "The engine, by its kind or its socket: podman, /run/docker.sock."),
      },
      ServiceVerdicts("services.<service>."),
  });
}

std::vector<Setting> ScopeSettings() {
  return {
      Field("private_netns", Words(kPrivateNetnsWords), At(&Settings::private_netns),
            "Binds in a network namespace other than the host's, where a port collides with nobody: judged as on the "
            "host, judged but only logged, or let through in silence."),
      Field("refuse_with", Words(kRefuseWithWords), At(&Settings::refuse_with),
            "What a refused bind() fails with: EPERM, or EADDRINUSE, by which development servers take their next "
            "port. Kernels before 6.1 know only EPERM."),
      Field(
          "chosen_ports", kAction, At(&Settings::chosen_ports),
          "What takes the place of a deny where the kernel chose the port (port 0) and somebody claims it, unless the "
          "socket itself said what to choose from (IP_LOCAL_PORT_RANGE)."),
      Field("reserve_ephemeral", kBoolean, At(&Settings::reserve_ephemeral),
            "Whether every port that the registry claims or reserves is put into net.ipv4.ip_local_reserved_ports, so "
            "that no outgoing connection and no port 0 gets it. What others have put there stays; unload takes back "
            "what was added."),
      Field("pending", Words(kPendingWords), At(&Settings::pending),
            "What holds for a container until it has a name: every bind denied, every bind logged as would-deny, or "
            "what holds for a container that the registry does not know."),
      Field("pending_without_agent", Words(kPendingWords), At(&Settings::pending_without_agent),
            "The same, while no agent runs: for containers that were made in the meantime. Those that the agent knew, "
            "running or stopped, keep their names."),
      Field("port_in_use", Words(kPortInUseWords), At(&Settings::port_in_use),
            "A bind that fails because another socket has the port (EADDRINUSE). With warn it is logged, with who "
            "holds the port; that costs every bind a look-up of the socket. It is read when the agent starts."),
      Field("reload", Words(kReloadWords), At(&Settings::reload),
            "What becomes of changed documents that would newly refuse something that runs, or that take more than "
            "half of a registry's rows away at once: guarded holds them back until portlaw reload --accept, also over "
            "a restart of the agent; free puts them in force. In audit mode nothing is refused, and nothing held back. "
            "The value that is in force decides, not that of the change."),
  };
}

std::vector<Setting> ReadingSettings() {
  return {
      Field("host_name", Text{"NAME"}, At(&Settings::host_name),
            "Which of the hosts or environments that a registry names this one is. Rows for others do not bind here. "
            "By default the system's host name."),
      GroupOf("ranges", "What the range in a heading is, where the registry does not make it plain."),
      Special("ranges.<first-last>", Words(kRangeWords), {},
              "The range is one service's block, or a group that several services share.", ReadRange),
  };
}

std::vector<Setting> IdentitySettings() {
  return {
      GroupOf("cgroups", "Rules that say which container a cgroup is. The first one that matches decides."),
      Each("cgroups.[]", "A rule.",
           [](const SettingPlace& place) {
             place.settings.cgroups.push_back({{}, {}, {place.yaml.file(), place.line}});
           }),
      Required("cgroups.[].cgroup", Text{"GLOB"}, OfLast(&Settings::cgroups, &CgroupRule::cgroup),
               "The cgroup's path, as a shell's glob: /ci.slice/*."),
      Required("cgroups.[].container", Text{"NAME"}, OfLast(&Settings::cgroups, &CgroupRule::container),
               "The container that processes in such a cgroup are taken for."),
      GroupOf("engines", "Which container engines are asked who a container is."),
      Field("engines.find", kBoolean, At(&Settings::engines, &EngineSettings::find),
            "Whether Docker and Podman are looked for at their default sockets."),
      Field("engines.sockets", ListOf<SocketPath>{}, At(&Settings::engines, &EngineSettings::sockets),
            "Sockets of further engines that speak Docker's API."),
      Field("engines.unattributed", kMode, At(&Settings::engines, &EngineSettings::unattributed),
            "A port that an engine binds for a container that nobody can tell: let through and logged, or decided as "
            "that of an unregistered container."),
      GroupOf("trust", "Whose word is taken for who a container is, besides root's."),
      Field("trust.users", ListOf<Text>{Text{"USER"}}, At(&Settings::trust, &TrustSettings::users),
            "Users, by name or id. Their engines are followed, and name what runs in these users' own cgroups, but "
            "nothing "
            "that a container of root's or a service of the host claims. Other users' engines are not even asked."),
  };
}

constexpr std::size_t kMaxSinks = 16;  // each has a thread and a queue

void EnterSink(const SettingPlace& place) {
  if (place.settings.sinks.size() == kMaxSinks) {
    place.yaml.AddError(place.line, place.label + ": there are more than " + std::to_string(kMaxSinks),
                        "let one receiver hand on to the others");
  }
  place.settings.sinks.emplace_back();
}

Setting SinkTypeSetting() {
  constexpr Words kType{kSinkTypeWords};
  Setting setting = Special("sinks.[].type", kType, {},
                            "What the receiver speaks: syslog of RFC 5424, the journal's own "
                            "protocol with a field for each part of the event (journalctl PORTLAW_REASON=foreign), or "
                            "OpenTelemetry's logs over HTTP in JSON.",
                            [=](const SettingPlace& place, const YAML::Node& node) {
                              SinkSettings& sink = place.settings.sinks.back();
                              kType.Read(place, node, sink.type);
                              sink.address = DefaultAddress(sink.type);
                            });
  setting.required = true;
  return setting;
}

void ReadSinkAddress(const SettingPlace& place, const YAML::Node& node) {
  SinkSettings& sink = place.settings.sinks.back();
  sink.address = YamlFields::ScalarOf(node);
  if (FitsSink(sink.type, sink.address)) return;
  place.yaml.AddError(YamlFields::LineOf(node),
                      place.label + ": '" + Printable(sink.address) + "' is no address of a sink of type " +
                          std::string(kSinkTypeWords[static_cast<int>(sink.type)]),
                      "use " + std::string(AddressSyntax(sink.type)));
}

void ReadSinkFormat(const SettingPlace& place, const YAML::Node& node) {
  SinkSettings& sink = place.settings.sinks.back();
  Words{kFormatWords}.Read(place, node, sink.format);
  if (sink.type == SinkType::kSyslog) return;
  place.yaml.AddError(YamlFields::LineOf(node),
                      place.label + ": a sink of type " + std::string(kSinkTypeWords[static_cast<int>(sink.type)]) +
                          " has fields of its own",
                      "leave format out");
}

// The path of a PEM file. The address stands before it in the table.
Setting SinkFile(std::string path, std::optional<std::string> SinkSettings::*field, std::string doc) {
  return Special(
      std::move(path), Text{"FILE"}, {}, std::move(doc), [=](const SettingPlace& place, const YAML::Node& node) {
        SinkSettings& sink = place.settings.sinks.back();
        Text{"FILE"}.Read(place, node, sink.*field);
        if ((sink.*field).value_or("/").starts_with('/') && UsesTls(sink.address)) return;
        const bool tls = UsesTls(sink.address);
        place.yaml.AddError(YamlFields::LineOf(node),
                            place.label + (tls ? " is no path from the root" : ": the address is without TLS"),
                            tls ? "write it as /etc/ssl/..." : "use tls:// or https:// in its address");
      });
}

std::vector<Setting> SinkSettingsRows() {
  return {
      GroupOf("sinks",
              "Where audit events are sent besides the audit log, at most 16. Each has a thread and a queue of 8192 "
              "events of its own, so that a slow one stops neither enforcement nor another; what finds the queue full "
              "is lost, and counted in portlaw status and the metrics. Changed by a reload; what a sink that is taken "
              "out still has is sent, for 2 s at most."),
      Each("sinks.[]", "A sink.", EnterSink),
      SinkTypeSetting(),
      Special("sinks.[].address", Text{"ADDRESS"}, {},
              "syslog: unix:PATH (datagrams; unix:/dev/log where it is left out), tcp://HOST:PORT or tls://HOST:PORT "
              "(each message after its length, RFC 6587 and 5425). journald: unix:PATH "
              "(unix:/run/systemd/journal/socket). otlp: http://... or https://... "
              "(http://127.0.0.1:4318/v1/logs).",
              ReadSinkAddress),
      Special("sinks.[].format", Words{kFormatWords}, {},
              "What a syslog message says: the line of the audit log without its chain (json, where it is left out), "
              "OCSF (Network Activity), "
              "Elastic Common Schema, or ArcSight's Common Event Format.",
              ReadSinkFormat),
      SinkFile("sinks.[].ca", &SinkSettings::ca,
               "With TLS: certificates of whom to believe, PEM; without it, those of the system. The receiver's "
               "certificate is verified always, and has to be for the address' host."),
      SinkFile("sinks.[].certificate", &SinkSettings::certificate, "With TLS: the agent's own certificate, PEM."),
      SinkFile("sinks.[].key", &SinkSettings::key, "With TLS: the key to that, PEM."),
  };
}

std::vector<Setting> LogSettings() {
  return {
      GroupOf("rate_limit",
              "How many events of one kind (the same container, port, protocol and verdict) are logged. "
              "What is left out is counted, and the next event of the kind says how many it were."),
      Field("rate_limit.events", Number{1, 1'000'000, "events"}, At(&Settings::rate_limit, &RateLimit::burst),
            "So many events of one kind in a window."),
      Field("rate_limit.window", Duration{}, At(&Settings::rate_limit, &RateLimit::window),
            "The window: 1ms to 1h, like 500ms, 1s or 5m."),
      Field("terminal", kBoolean, At(&Settings::terminal),
            "Whether who is refused or warned reads why on the terminal that the process was started from: if it is "
            "that user's and takes messages (mesg), at most one a second."),
      GroupOf("control", "The agent's control socket."),
      Field("control.group", Text{"GROUP"}, At(&Settings::control_group),
            "A group whose members may use the socket, besides root."),
      GroupOf("metrics", "Prometheus metrics, over HTTP at /metrics."),
      Field(
          "metrics.listen", Text{"ADDRESS"}, At(&Settings::metrics_listen),
          "Where: 127.0.0.1:9911, [::1]:9911 or unix:/run/portlaw/metrics.sock. Whoever reaches an address reads them: "
          "names of services and counts. Without it there are none."),
  };
}

// Hangs each setting below the one that its path begins with, which stands before it.
void Hang(SettingBranch& root, const Setting& setting) {
  SettingBranch* branch = &root;
  std::string_view rest = setting.path;
  for (std::size_t dot; (dot = rest.find('.')) != std::string_view::npos; rest.remove_prefix(dot + 1)) {
    for (SettingBranch& next : branch->below) {
      if (next.name == rest.substr(0, dot)) branch = &next;
    }
  }
  branch->below.push_back({rest, &setting, {}});
}

SettingBranch MakeTree() {
  SettingBranch root;
  for (const SettingGroup& group : SettingsTable()) {
    for (const Setting& setting : group.settings) Hang(root, setting);
  }
  return root;
}

}  // namespace

std::span<const SettingGroup> SettingsTable() {
  static const SettingGroup kGroups[] = {
      {"Mode", ModeSettings()},
      {"Verdicts", VerdictSettings()},
      {"Services", ServiceSettingsRows()},
      {"Namespaces, containers without a name, ports in use", ScopeSettings()},
      {"Reading the registry", ReadingSettings()},
      {"Who a container is", IdentitySettings()},
      {"Log and control", LogSettings()},
      {"Sinks", SinkSettingsRows()},
  };
  return kGroups;
}

const SettingBranch& SettingsTree() {
  static const SettingBranch kTree = MakeTree();
  return kTree;
}

}  // namespace portlaw
