// SPDX-License-Identifier: Apache-2.0
// A listening socket in the words of the policy: what was found where, and whose it is.
#ifndef PORTLAW_POLICY_SCAN_LISTENER_H_
#define PORTLAW_POLICY_SCAN_LISTENER_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/decide/verdict.h"
#include "policy/model/identity.h"
#include "policy/model/port.h"

namespace portlaw {

// All text is hostile: names are what containers and processes call themselves.
struct ListenerContainer {
  ContainerIdentity identity;  // empty where nobody knows more than that it is a container
  std::string id;
  std::string runtime;
  std::string image;

  auto operator<=>(const ListenerContainer&) const = default;
};

struct ListenerProcess {
  std::int64_t pid = 0;
  std::string comm;
  std::chrono::sys_seconds started;
  std::uint32_t others = 0;                         // further processes that have the socket open
  std::string exe = {};                             // path; empty where it cannot be read
  std::optional<std::uint32_t> uid = std::nullopt;  // of the process, effective; none: not known

  auto operator<=>(const ListenerProcess&) const = default;
};

// How a socket has its port; what is nearest to serving it comes first.
enum class Hold : std::uint8_t {
  kListening,
  kBound,      // UDP; of TCP, where the kernel shows such sockets (6.8)
  kConnected,  // a connection that was accepted or made on the port
  kClosing,    // TIME_WAIT: no process has it any more
};

// "listen", "bound", "connection", "time-wait".
std::string_view ToString(Hold hold);

// A socket that has a port: one that listens, where nothing else is said.
struct Listener {
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
  Hold hold = Hold::kListening;
  Scope scope = Scope::kHost;
  bool chosen = false;                         // the kernel chose the port
  std::string address;                         // "127.0.0.1", "::1"; "*": any address, IPv4 and IPv6
  std::uint64_t netns = 0;                     // the number in "net:[4026531840]"
  std::optional<ListenerContainer> container;  // none: of the host
  std::optional<ListenerProcess> process;      // none: not known
  std::uint32_t uid = 0;                       // of the socket: of whoever made it
  std::string cgroup;                          // path; "id:N" where it is not known, empty where nothing is
};

}  // namespace portlaw

#endif  // PORTLAW_POLICY_SCAN_LISTENER_H_
