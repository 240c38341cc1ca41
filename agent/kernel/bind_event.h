// SPDX-License-Identifier: Apache-2.0
// What the kernel side reports, decoded into the words of the policy. No other module sees abi.h.
#ifndef PORTLAW_AGENT_KERNEL_BIND_EVENT_H_
#define PORTLAW_AGENT_KERNEL_BIND_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/decide/verdict.h"

namespace portlaw::kernel {

using CgroupId = std::uint64_t;
using Row = std::uint32_t;

// Rows that exist in every table (abi.h, enum portlaw_row; kernel.cpp asserts that they agree).
inline constexpr Row kHostRow = 1;
inline constexpr Row kUnregisteredRow = 2;
inline constexpr Row kPendingRow = 3;
inline constexpr Row kUnattendedRow = 4;
inline constexpr Row kFirstNamedRow = 5;

// kEngine: no hook saw it; a container engine told of it, whose user is the event's.
// kLsm: a bind that reaches no other hook (SCTP).
// kTamper: no bind at all; somebody has undone what the agent had attached or pinned.
enum class Hook : std::uint8_t { kEngine = 0, kBind = 1, kPostBind = 2, kListen = 3, kLsm = 4, kTamper = 16 };

// What the kernel saw of the process while it was there. All text is hostile.
struct ProcessDetails {
  std::string exe;                // path as the process sees it; "... (deleted)"; empty: not known
  std::vector<std::string> args;  // the beginning of its command line; the last may be cut off
  std::uint32_t ppid = 0;         // 0: not known
  std::string parent;             // comm of the parent
  std::optional<std::uint32_t> loginuid;
  std::uint64_t started_ns = 0;  // CLOCK_BOOTTIME; 0: not known
};

// One decision that was not a silent allow.
struct BindEvent {
  std::uint64_t time_ns = 0;  // CLOCK_MONOTONIC
  std::uint64_t generation = 0;
  CgroupId cgroup = 0;         // of the process
  CgroupId owner = 0;          // of the container it belongs to; 0 unknown
  CgroupId socket_cgroup = 0;  // of the socket; 0 unknown
  std::uint64_t netns_cookie = 0;
  std::uint64_t suppressed = 0;  // events of the same key not emitted since its last one
  Row row = 0;
  std::uint32_t pid = 0;
  std::uint32_t tid = 0;
  std::uint32_t uid = 0;
  std::string address;  // "0.0.0.0", "::1"
  Port port = 0;        // 0: a listener that the kernel is about to choose a port for
  bool ipv6 = false;
  int ip_protocol = 0;  // IPPROTO_*
  Protocol protocol = Protocol::kAny;
  Hook hook = Hook::kBind;
  Action action = Action::kWarn;
  Reason reason = Reason::kUnallocated;
  Scope scope = Scope::kHost;
  bool chosen = false;
  std::string comm;
  ProcessDetails process;
};

struct CgroupEvent {
  std::uint64_t time_ns = 0;
  bool made = true;  // else gone
  CgroupId cgroup = 0;
  CgroupId parent = 0;
  std::string path;  // from the root of cgroup v2: "/system.slice/docker-….scope"
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_BIND_EVENT_H_
