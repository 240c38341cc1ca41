// SPDX-License-Identifier: Apache-2.0
// Which ports somebody holds in this network namespace.
#ifndef PORTLAW_AGENT_CONTAINERS_PUBLISH_LOCAL_PORTS_H_
#define PORTLAW_AGENT_CONTAINERS_PUBLISH_LOCAL_PORTS_H_

#include <string_view>

#include "agent/containers/engines/container_record.h"

namespace portlaw::containers {

// Whether `table`, the text of /proc/net/tcp or udp (proc(5), tcp6 and udp6 alike), has a socket that listens (tcp) or
// is bound (udp) at `port`.
bool HoldsPort(std::string_view table, HostPort port);

// Whether a socket holds `port` here, TCP or UDP. A published port that no socket holds is one of DNAT alone. SCTP is
// never said to be held: engines publish it by DNAT alone, and a bind of it is not seen where BPF LSM is not active.
bool IsHeld(HostPort port);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_PUBLISH_LOCAL_PORTS_H_
