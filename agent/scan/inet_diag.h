// SPDX-License-Identifier: Apache-2.0
// The sockets of one network namespace, asked of the kernel by NETLINK_SOCK_DIAG (sock_diag(7)).
#ifndef PORTLAW_AGENT_SCAN_INET_DIAG_H_
#define PORTLAW_AGENT_SCAN_INET_DIAG_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/port.h"
#include "policy/model/result.h"

namespace portlaw::scan {

// Socket states as bits, numbered as the kernel's TCP states (include/net/tcp_states.h); UDP sockets use two of them.
inline constexpr std::uint32_t kEstablished = 1U << 1;
inline constexpr std::uint32_t kTimeWait = 1U << 6;
inline constexpr std::uint32_t kClosed = 1U << 7;  // a UDP socket that is bound but not connected
inline constexpr std::uint32_t kListening = 1U << 10;
inline constexpr std::uint32_t kBoundInactive = 1U << 13;  // bound TCP that neither listens nor connects (kernel 6.8)
inline constexpr std::uint32_t kAnyState = ~0U;

struct InetSocket {
  Protocol protocol = Protocol::kTcp;
  bool ipv6 = false;
  bool ipv6_only = false;                  // else an IPv6 wildcard holds the port for IPv4 too
  std::array<std::uint8_t, 16> address{};  // network order; IPv4 in the first four bytes
  Port port = 0;
  std::uint32_t state = 0;  // one bit of those above
  std::uint32_t uid = 0;
  std::uint32_t inode = 0;   // in sockfs, as /proc/PID/fd shows it; 0: no process has a descriptor for it
  std::uint64_t cgroup = 0;  // of the process that made the socket (kernel 5.8); 0 unknown
};

struct InetQuery {
  int ip_protocol = 0;  // IPPROTO_TCP, IPPROTO_UDP, IPPROTO_UDPLITE, IPPROTO_SCTP
  std::uint32_t states = kAnyState;
  std::optional<Port> port;    // only sockets bound to it; the kernel filters
  std::optional<bool> chosen;  // only sockets whose port the kernel chose (true) or a program did (false)
};

// The kernel's protocols whose ports the registry's `protocol` speaks of; none for kAny.
std::vector<int> IpProtocolsOf(Protocol protocol);

// Calls `visit` for every socket of the calling thread's network namespace that matches, IPv4 and IPv6; it returns
// false to stop. Memory is one buffer. Errors: the kernel refuses the request (EPERM), or cannot list TCP or UDP
// (no module). Another protocol that it does not have is no error: there are no such sockets.
Result<void> VisitInetSockets(const InetQuery& query, const std::function<bool(const InetSocket&)>& visit);

// "127.0.0.1", "::1"; "*" for an IPv6 wildcard that takes IPv4 as well, as ss(8) prints it.
std::string AddressText(const InetSocket& socket);

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_INET_DIAG_H_
