// SPDX-License-Identifier: Apache-2.0
// Who a subject says it is, in the words that engines and systemd have for it.
#ifndef PORTLAW_POLICY_MODEL_IDENTITY_H_
#define PORTLAW_POLICY_MODEL_IDENTITY_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace portlaw {

// What the registry may have a container under. All of it is hostile input.
struct ContainerIdentity {
  std::string name;                // the engine's: "project-janua-api-1"
  std::vector<std::string> names;  // that it may go by (policy/naming), the most telling first: the first that the
                                   // registry knows is it. Empty: nothing but `name` tells who it is

  auto operator<=>(const ContainerIdentity&) const = default;
};

// A service of the host: a systemd unit, "postgresql".
struct UnitIdentity {
  std::string name;

  auto operator<=>(const UnitIdentity&) const = default;
};

// A container engine's own processes, which bind ports for its containers; by the path of its socket.
struct EngineIdentity {
  std::string name;

  auto operator<=>(const EngineIdentity&) const = default;
};

// Any other process of the host.
struct HostIdentity {
  auto operator<=>(const HostIdentity&) const = default;
};

// Who binds, as the agent and the kernel tell subjects apart.
using SubjectKey = std::variant<ContainerIdentity, UnitIdentity, EngineIdentity, HostIdentity>;

// Runtime of "some container", for which an engine binds a port without telling whose it is.
inline constexpr std::string_view kUnattributedRuntime = "engine";

// Runtime of a service of the host.
inline constexpr std::string_view kUnitRuntime = "systemd";

// What people are told of a container. Hostile input: whoever starts a container chooses these.
struct ContainerDetails {
  std::string id;  // the engine's; empty where there is none (run --as, a cgroup rule)
  std::string name;
  std::string runtime;  // "docker", "podman", "portlaw-run", "cgroup-rule"
  std::string image;

  bool operator==(const ContainerDetails&) const = default;
};

}  // namespace portlaw

#endif  // PORTLAW_POLICY_MODEL_IDENTITY_H_
