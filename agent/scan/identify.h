// SPDX-License-Identifier: Apache-2.0
// Whose is a socket: the container behind its cgroup, or behind the port that an engine binds for it.
#ifndef PORTLAW_AGENT_SCAN_IDENTIFY_H_
#define PORTLAW_AGENT_SCAN_IDENTIFY_H_

#include <compare>
#include <map>
#include <optional>
#include <string>

#include "agent/containers/roster.h"
#include "policy/scan/listener.h"

namespace portlaw::scan {

struct SocketKey {
  kernel::CgroupId cgroup = 0;
  Port port = 0;
  Protocol protocol = Protocol::kTcp;

  auto operator<=>(const SocketKey&) const = default;
};

struct Identified {
  std::string cgroup;                          // path
  std::optional<ListenerContainer> container;  // none: of the host. One without a name: nobody knows more

  bool operator==(const Identified&) const = default;
};

using Identities = std::map<SocketKey, Identified>;

// None where the roster has no such cgroup.
std::optional<Identified> Identify(const containers::Roster& roster, const SocketKey& key);

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_IDENTIFY_H_
