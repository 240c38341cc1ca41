// SPDX-License-Identifier: Apache-2.0
// A line of the audit log as a value.
#ifndef PORTLAW_AGENT_AUDIT_AUDIT_EVENT_H_
#define PORTLAW_AGENT_AUDIT_AUDIT_EVENT_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/kernel/bind_event.h"
#include "policy/decide/settings.h"
#include "policy/decide/verdict.h"
#include "policy/model/identity.h"

namespace portlaw::audit {

// Hook and reason of an event that tells of no bind: somebody has undone part of the enforcement.
inline constexpr std::string_view kTamperWord = "tamper";

using Container = ContainerDetails;

struct Process {
  std::uint32_t pid = 0;
  std::uint32_t uid = 0;
  std::string comm;
  std::string exe;                // empty where it is not known
  std::vector<std::string> args;  // how its command line begins; empty where it is not known
  std::uint32_t ppid = 0;         // 0: not known
  std::string parent;             // comm of the parent
  std::optional<std::uint32_t> loginuid;
  std::optional<std::chrono::sys_time<std::chrono::nanoseconds>> started;
};

// Whose socket stands behind an EADDRINUSE.
struct PortHolder {
  std::uint32_t pid = 0;  // 0: no process is known to have it
  std::string comm;
  std::string container;                          // empty: none, or not known
  std::optional<std::chrono::sys_seconds> since;  // when that process started
  std::string words;                              // all of it, as a clause; printable

  bool operator==(const PortHolder&) const = default;
};

struct AuditEvent {
  std::chrono::sys_time<std::chrono::nanoseconds> time;
  Action action = Action::kWarn;
  Reason reason = Reason::kUnallocated;
  Port port = 0;
  std::string protocol;  // "tcp", "udp", "udplite", "sctp", or the number
  std::string family;    // "ipv4", "ipv6"
  std::string address;
  bool chosen = false;                               // by the kernel: a bind to port 0
  kernel::Hook hook = kernel::Hook::kBind;           // kEngine: no bind was decided, nothing was refused
  SubjectKind subject = SubjectKind::kUnregistered;  // how the policy sees whoever binds
  std::optional<Container> container;                // none: a host process
  std::string service;
  std::string owner;       // whose port it is
  std::string owner_rule;  // the registry line in words
  Process process;
  std::string cgroup;         // path; "id:N" where it is not known
  std::string socket_cgroup;  // same, where the socket was made in another cgroup; else empty
  Scope scope = Scope::kHost;
  std::optional<Source> rule;
  std::optional<PortHolder> holder;     // of reason port-in-use; none where it was not found
  std::vector<Protocol> own_protocols;  // those for which the port is the subject's, where this one is not among them
  std::optional<Port> suggestion;       // next free port of the subject's service
  std::uint64_t generation = 0;
  std::string tampering;     // of kTamper: what was undone, and whether it was mended
  bool policy_known = true;  // false: the agent keeps the policy of `generation` no longer
  std::uint64_t suppressed = 0;
  std::string message;  // one sentence; filled by Sentence()
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_AUDIT_EVENT_H_
