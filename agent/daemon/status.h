// SPDX-License-Identifier: Apache-2.0
// The agent's state as `portlaw status` shows it.
//
//   {"version","pid","mode","generation","cgroup_root","pin_root",
//    "settings",                                                                 path; empty: the defaults
//    "audit_log",                                                                path; empty: none
//    "registries":[{"file","path","assignments","blocks","groups","reserved","migrations","findings"}],
//    "findings":{"error","warning","note"},
//    "hooks":[{"name","attached","required","missing","lost"}],     as the kernel has them now
//    "foreign_programs":[{"hook","id","name","flags"}],             of others at our hooks
//    "subjects":{"cgroups","containers","pending","rows","without_row","errors"},
//    "identified":{"count","p50_us","p99_us","max_us"},     from a container's cgroup being made to its name
//    "containers":[{"name","id","runtime","image","service","cgroup","row"}],   at most 1000
//    "sources":[{"name","connected","detail"}],
//    "decisions":{"decided","emitted","suppressed","dropped","keys",
//                 "top":[{"container","port","protocol","action","reason","decided",...}]},
//    "faults":[{"name","meaning","count"}],                                      those that happened
//    "held":{"name","since","summary","reasons":[...],"refused",                 null where no change is held back
//            "refusals":[rows as of scan],"losses":[{"file","before","after"}]},
//    "last_reload":{"time","ok","errors":[...]},                                 null before the first
//    "sinks":[{"name","lost"}],"watchers",
//    "memory":{"agent_bytes","kernel_bytes"}}
#ifndef PORTLAW_AGENT_DAEMON_STATUS_H_
#define PORTLAW_AGENT_DAEMON_STATUS_H_

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "agent/audit/sink.h"
#include "agent/containers/roster.h"
#include "agent/daemon/options.h"
#include "agent/daemon/policy_in_force.h"
#include "agent/kernel/kernel.h"

namespace portlaw::daemon {

// What the status is made of; borrowed for the call.
struct StatusSources {
  const AgentOptions& options;
  const PolicyInForce& policy;
  const kernel::Kernel& kernel;
  const containers::Roster& roster;
  const std::vector<std::shared_ptr<audit::Sink>>& sinks;
  std::size_t watchers = 0;
};

nlohmann::json StatusOf(const StatusSources& sources);

// Memory that this process alone holds (proc(5), status: RssAnon). The policy table, which it has mapped, is the
// kernel's and counted there.
std::uint64_t ResidentBytes();

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_STATUS_H_
