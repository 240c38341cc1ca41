// SPDX-License-Identifier: Apache-2.0
// Who is at the other end of a unix socket.
#ifndef PORTLAW_AGENT_CONTROL_PEER_H_
#define PORTLAW_AGENT_CONTROL_PEER_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "policy/model/result.h"

namespace portlaw::control {

// As the kernel saw the process when it connected (SO_PEERCRED, SO_PEERGROUPS; unix(7)).
struct Peer {
  pid_t pid = 0;
  uid_t uid = 0;
  std::vector<gid_t> groups;
};

Result<Peer> PeerOf(int socket);

// Root, and members of `group` where there is one.
bool MayConnect(const Peer& peer, std::optional<gid_t> group);

// The number of the group named `name`.
Result<gid_t> GroupNamed(const std::string& name);

}  // namespace portlaw::control

#endif  // PORTLAW_AGENT_CONTROL_PEER_H_
