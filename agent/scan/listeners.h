// SPDX-License-Identifier: Apache-2.0
// Everything that listens on this machine, with its container and process, in the words of the policy: what `scan`
// reports on and `learn` learns from. And everything that holds one port: what `why` tells.
#ifndef PORTLAW_AGENT_SCAN_LISTENERS_H_
#define PORTLAW_AGENT_SCAN_LISTENERS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agent/containers/roster.h"
#include "agent/control/client.h"
#include "agent/scan/listening_sockets.h"
#include "policy/decide/policy.h"
#include "policy/model/result.h"
#include "policy/scan/listener.h"

namespace portlaw::scan {

struct Observation {
  std::vector<Listener> listeners;
  std::vector<std::string> incomplete;  // what could not be seen, in words; few
};

// Whether a socket that several cgroups have open, because its descriptor was passed on, is told once, as that of
// whoever bound it, or for each of them.
enum class Holders : std::uint8_t { kWhoBound, kAll };

// Lists every listening socket (ListListeningSockets) and says whose each is: by `agent`, where one runs, and for
// cgroups that it does not know, or without it, by asking the container engines and the cgroup rules in the settings
// of `policy`, which is used for nothing else. Blocks for some seconds at most. Needs root.
// Errors: sockets cannot be listed at all; what else fails is told in `incomplete`.
Result<Observation> ObserveListeners(std::shared_ptr<const CompiledPolicy> policy, control::Client* agent,
                                     Holders holders = Holders::kWhoBound);

// The same for all that ListSocketsOnPort lists, each holder of it.
Result<Observation> ObservePort(Port port, Protocol protocol, std::shared_ptr<const CompiledPolicy> policy,
                                control::Client* agent);

// The same for the agent, which has the roster of who is who. `roster` may be looked at by the calling thread alone.
Result<Observation> ObserveListeners(const containers::Roster& roster, const ListingLimits& limits = {});

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_LISTENERS_H_
