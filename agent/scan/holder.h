// SPDX-License-Identifier: Apache-2.0
// "Who holds this port?": what stands behind an EADDRINUSE.
#ifndef PORTLAW_AGENT_SCAN_HOLDER_H_
#define PORTLAW_AGENT_SCAN_HOLDER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "agent/scan/inet_diag.h"
#include "agent/scan/net_namespace.h"
#include "agent/scan/process.h"
#include "policy/model/result.h"
#include "policy/scan/listener.h"

namespace portlaw::scan {

// How `socket` has its port, by its state.
Hold HoldOf(const InetSocket& socket);

struct Holder {
  Hold hold = Hold::kBound;
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
  std::string address;  // as AddressText
  std::uint32_t uid = 0;
  std::uint64_t cgroup = 0;        // id of the socket's; 0 unknown
  std::optional<Process> process;  // the first of those that have the socket open; none: not known, or none has
  std::uint32_t others = 0;        // further processes that have it open
};

// What somebody wanted to bind and could not.
struct WantedPort {
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
  std::string address;     // "0.0.0.0", "::1"; empty: any address, IPv4 and IPv6
  bool ipv6_only = false;  // an IPv6 wildcard does not ask for IPv4
};

// The socket in `netns` that stands in the way of `wanted`; of several, first one that listens. None: the port is free
// by now, or held by a TCP socket that only bound it on a kernel before 6.8. Blocks while it looks through /proc; uses
// a thread of its own. Needs root. Errors: the namespace cannot be entered, the kernel does not list sockets.
Result<std::optional<Holder>> FindHolder(const NetNamespace& netns, const WantedPort& wanted);

// The namespace with the cookie that events carry (SO_NETNS_COOKIE, kernel 5.14), the caller's first; none: it has
// gone, or nothing leads to it. Blocks and uses a thread of its own, as FindHolder does.
Result<std::optional<NetNamespace>> FindNetNamespace(std::uint64_t cookie);

// Whether a socket on the port that is bound to `socket`'s address keeps `wanted` from being bound. Ports and
// protocols are not looked at. Pure.
bool AddressesConflict(const InetSocket& socket, const WantedPort& wanted);

// "nginx (pid 12, uid 33, since 2026-05-04 10:11:12 UTC) of container janua-api listens on 0.0.0.0:4100/tcp".
// `container` may be empty. Printable.
std::string Sentence(const Holder& holder, const std::string& container);

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_HOLDER_H_
