// SPDX-License-Identifier: Apache-2.0
// The policy settings: how strictly the registry is held, and what it cannot say about this host.
#ifndef PORTLAW_POLICY_DECIDE_SETTINGS_H_
#define PORTLAW_POLICY_DECIDE_SETTINGS_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/verdict.h"
#include "policy/model/port.h"
#include "policy/model/result.h"

namespace portlaw {

// The columns of the semantics table.
enum class SubjectKind : std::uint8_t { kHost = 0, kUnregistered = 1, kRegistered = 2 };
inline constexpr int kSubjectKinds = 3;
inline constexpr int kReasons = 14;  // indices of Reason, 0 unused

// By Protocol. kAny: of protocols that the registry has no word for.
using ActionByProtocol = std::array<Action, 4>;
constexpr ActionByProtocol AnyProtocol(Action action) { return {action, action, action, action}; }

// One action for each cell of the semantics table. kAllow, kWarn or kDeny: the mode is applied later.
class VerdictTable {
 public:
  VerdictTable();  // the defaults of the design

  Action At(SubjectKind kind, Reason reason, Protocol protocol = Protocol::kAny) const;
  void Set(SubjectKind kind, Reason reason, Action action);  // for every protocol
  void Set(SubjectKind kind, Reason reason, Protocol protocol, Action action);

  bool operator==(const VerdictTable&) const = default;

 private:
  std::array<std::array<ActionByProtocol, kReasons>, kSubjectKinds> cells_;
};

enum class PrivateNetns : std::uint8_t { kEnforce, kAudit, kIgnore };
enum class PendingPolicy : std::uint8_t { kDeny, kAudit, kUnregistered };
enum class RangeKind : std::uint8_t { kBlock, kGroup };

// What a claim to a name of a service must come from: all that is given must hold. The texts are shell globs.
struct ClaimRules {
  std::optional<std::string> image;   // of the container: "registry.example/janua/*"
  std::optional<std::string> user;    // whose engine it is, by name or id: "root"
  std::optional<std::string> unit;    // the systemd unit in whose cgroup it runs: "janua.service"
  std::optional<std::string> engine;  // the engine's name or socket: "podman", "/run/docker.sock"

  bool operator==(const ClaimRules&) const = default;
};

// What the settings say of one service in particular. Only what is set differs from the global settings.
struct ServiceSettings {
  std::optional<Mode> mode;
  std::map<Reason, Action> verdicts;                                   // of the registered column
  std::map<std::pair<Reason, Protocol>, Action> verdicts_of_protocol;  // win over those
  ClaimRules only;

  bool operator==(const ServiceSettings&) const = default;
};

// "a process in a cgroup whose path matches `cgroup` (shell glob) is the container `container`".
struct CgroupRule {
  std::string cgroup;
  std::string container;
  Source source;

  bool operator==(const CgroupRule&) const = default;
};

struct RateLimit {
  std::uint32_t burst = 10;  // events per key and window
  std::chrono::nanoseconds window = std::chrono::seconds(1);

  bool operator==(const RateLimit&) const = default;
};

// Which container engines are asked who a container is.
struct EngineSettings {
  bool find = true;                  // those at the default sockets of Docker and Podman
  std::vector<std::string> sockets;  // paths of further ones, Docker-compatible
  // A port that an engine binds for a container that nobody can tell: decided as that of an unregistered one.
  Mode unattributed = Mode::kAudit;

  bool operator==(const EngineSettings&) const = default;
};

// Whose word is taken, besides root's.
struct TrustSettings {
  std::vector<std::string> users;  // names or ids: their engines name what runs in these users' own cgroups

  bool operator==(const TrustSettings&) const = default;
};

// A bind of a port that another socket has (EADDRINUSE): kWarn logs who tried and who holds it.
enum class PortInUse : std::uint8_t { kIgnore, kWarn };

// What a refused bind() fails with: EPERM, or EADDRINUSE, by which many servers move on to their next port.
enum class RefuseWith : std::uint8_t { kPermission, kInUse };

// Linux's ip_local_port_range where nobody has set another.
inline constexpr PortRange kUsualEphemeralPorts = {32768, 60999};

// Whether changed documents wait for somebody's word where they would newly refuse what runs.
enum class ReloadRule : std::uint8_t { kFree, kGuarded };

// Where audit events are sent besides the log.
enum class SinkType : std::uint8_t { kSyslog, kJournald, kOtlp };
// How an event is written where its receiver takes any text.
enum class EventFormat : std::uint8_t { kJson, kOcsf, kEcs, kCef };

struct SinkSettings {
  SinkType type = SinkType::kSyslog;
  EventFormat format = EventFormat::kJson;  // of syslog's messages
  std::string address;                      // one that FitsSink (sink_address.h)
  // Paths of PEM files, for TLS.
  std::optional<std::string> ca;  // whom to believe; none: the system's
  std::optional<std::string> certificate;
  std::optional<std::string> key;

  bool operator==(const SinkSettings&) const = default;
};

struct Settings {
  Mode mode = Mode::kEnforce;
  VerdictTable verdicts;
  std::map<std::string, ServiceSettings> services;  // by service name, lower case
  std::map<std::string, Mode> registries;           // by path as given on the command line, or its last component
  std::map<PortRange, RangeKind> ranges;            // overrides what a heading's range was taken for
  std::optional<std::string> host_name;             // which of a registry's hosts this is; none: the system's name
  PrivateNetns private_netns = PrivateNetns::kIgnore;
  PendingPolicy pending = PendingPolicy::kUnregistered;
  PendingPolicy pending_without_agent = PendingPolicy::kAudit;
  PortInUse port_in_use = PortInUse::kIgnore;
  RefuseWith refuse_with = RefuseWith::kPermission;
  Action chosen_ports = Action::kWarn;       // instead of a deny, for a port that the kernel chose and somebody claims
  bool reserve_ephemeral = false;            // claimed ports are kept out of the kernel's own choice
  std::optional<PortRange> ephemeral_ports;  // where clients get their ports from; none: kUsualEphemeralPorts
  ReloadRule reload = ReloadRule::kGuarded;
  std::vector<CgroupRule> cgroups;
  EngineSettings engines;
  TrustSettings trust;
  RateLimit rate_limit;
  bool terminal = false;                      // who is refused or warned is told on the terminal
  std::optional<std::string> control_group;   // group that may use the control socket besides root
  std::optional<std::string> metrics_listen;  // where the agent answers GET /metrics; none: nowhere
  std::vector<SinkSettings> sinks;            // besides the audit log

  bool operator==(const Settings&) const = default;
};

// Longer settings documents are refused.
inline constexpr std::size_t kMaxSettingsBytes = 1024 * 1024;

// Reads the YAML settings document `text`; `file` is the name used in errors, `defaults` what it does not say. Unknown
// keys are errors.
ResultOfMany<Settings> ParseSettings(std::string_view text, const std::string& file, Settings defaults = {});

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_SETTINGS_H_
