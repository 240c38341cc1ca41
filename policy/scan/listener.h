// SPDX-License-Identifier: Apache-2.0
// A listening socket in the words of the policy: what was found where, and whose it is.
#ifndef PORTLAW_POLICY_SCAN_LISTENER_H_
#define PORTLAW_POLICY_SCAN_LISTENER_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

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
  std::uint32_t others = 0;  // further processes that have the socket open

  auto operator<=>(const ListenerProcess&) const = default;
};

// A listening TCP or SCTP socket, or a bound UDP socket.
struct Listener {
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
  Scope scope = Scope::kHost;
  bool chosen = false;                         // the kernel chose the port
  std::string address;                         // "127.0.0.1", "::1"; "*": any address, IPv4 and IPv6
  std::uint64_t netns = 0;                     // the number in "net:[4026531840]"
  std::optional<ListenerContainer> container;  // none: of the host
  std::optional<ListenerProcess> process;      // none: not known
  std::uint32_t uid = 0;
  std::string cgroup;  // path; "id:N" where it is not known, empty where nothing is
};

}  // namespace portlaw

#endif  // PORTLAW_POLICY_SCAN_LISTENER_H_
