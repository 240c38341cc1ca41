// SPDX-License-Identifier: Apache-2.0
// Every socket of the machine that has a port to itself: listening TCP and SCTP sockets, TCP sockets that were bound to
// a port and do not listen, and bound UDP sockets, in all network namespaces. And all that holds one port.
#ifndef PORTLAW_AGENT_SCAN_LISTENING_SOCKETS_H_
#define PORTLAW_AGENT_SCAN_LISTENING_SOCKETS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "agent/scan/inet_diag.h"
#include "agent/scan/proc_walk.h"
#include "agent/scan/socket_owners.h"
#include "policy/decide/verdict.h"
#include "policy/model/result.h"

namespace portlaw::scan {

struct ListeningSocket {
  InetSocket socket;
  Inode netns = 0;
  Scope scope = Scope::kHost;       // kHost: the network namespace that the caller runs in
  bool chosen = false;              // the kernel chose the port; of ListSocketsOnPort: not known, false
  std::vector<SocketOwner> owners;  // one for each cgroup that has it open; as SocketOwners::FindByCgroup
};

struct SocketListing {
  std::vector<ListeningSocket> sockets;  // those of the host's namespace first
  std::vector<std::string> incomplete;   // what could not be looked at, in words; few
};

// Limits of one listing; what goes beyond is told in `incomplete`. The host's namespace comes first, so that no
// container can crowd it out.
struct ListingLimits {
  std::size_t sockets = 250'000;
  std::size_t sockets_per_private_namespace = 70'000;  // more than there are ports
  std::size_t namespaces = 65'536;
  bool private_namespaces = true;  // false: just the host's, which costs much less
};

// TCP sockets that are bound and do not listen are shown by kernel 6.8 and newer; those on a port that the kernel chose
// are about to connect, and are left out. A UDP client (connected, on a port that the kernel chose) is no listener and
// is left out. Namespaces are found by the tasks in them, by open descriptors and by bind mounts in every mount
// namespace; one that only a socket keeps alive is not found. Time is linear in tasks, descriptors and sockets. Blocks;
// uses a thread of its own, since it moves between namespaces. Needs CAP_SYS_ADMIN, CAP_SYS_PTRACE and CAP_NET_ADMIN
// (root). Errors: /proc or the caller's own namespace cannot be read; anything less is told in `incomplete`.
Result<SocketListing> ListListeningSockets(const ListingLimits& limits = {});

// Everything that holds `port` in the network namespace that the caller runs in, whatever its state: those that listen
// first, then the bound ones, connections, and connections that are closing. Without root, processes of others are not
// known. Otherwise as ListListeningSockets.
Result<SocketListing> ListSocketsOnPort(Port port, Protocol protocol, std::size_t max_sockets = 20'000);

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_LISTENING_SOCKETS_H_
