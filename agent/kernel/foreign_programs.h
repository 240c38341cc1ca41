// SPDX-License-Identifier: Apache-2.0
// Programs of others at the hooks that ours are at: they run before or after ours, may rewrite the port, and refuse.
#ifndef PORTLAW_AGENT_KERNEL_FOREIGN_PROGRAMS_H_
#define PORTLAW_AGENT_KERNEL_FOREIGN_PROGRAMS_H_

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/kernel/hook_specs.h"
#include "agent/kernel/kernel.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

// Those attached to the cgroup of `cgroup_fd`, and to the ones above it, but for the programs in `ours`. Empty where
// the kernel does not tell (no CAP_NET_ADMIN).
std::vector<ForeignProgram> FindForeignPrograms(int cgroup_fd, const std::set<std::uint32_t>& ours);

// Error where another program has the hook alone, so that the kernel lets none beside it.
Result<void> CheckHookIsFree(const HookSpec& spec, int cgroup_fd);

// The hooks of a cgroup before anything is attached.
struct RootHooks {
  std::vector<std::pair<std::string, Result<void>>> hooks;  // by name; as CheckHookIsFree
  std::vector<ForeignProgram> foreign;
};

// Programs whose links an agent has pinned under `pin_root` are not foreign. Error: `cgroup_root` cannot be opened.
Result<RootHooks> LookAtRootHooks(const std::string& cgroup_root, const std::string& pin_root);

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_FOREIGN_PROGRAMS_H_
