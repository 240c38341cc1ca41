// SPDX-License-Identifier: Apache-2.0
// Whether this process sees the host as PID 1 does. An agent in a container may not, and would then take the host's
// binds for those of a container, or hold nobody to the registry but itself.
#ifndef PORTLAW_AGENT_KERNEL_NAMESPACES_H_
#define PORTLAW_AGENT_KERNEL_NAMESPACES_H_

#include <string>
#include <vector>

#include "policy/model/result.h"

namespace portlaw::kernel {

// `cgroup_root`: the directory that is to be held to the registry. Gives what the agent will not see, a sentence each.
// Errors, unless it is a subtree that somebody chose (`confined`): the network namespace is not that of PID 1, or
// `cgroup_root` is not the root of all cgroups.
Result<std::vector<std::string>> CheckNamespaces(const std::string& cgroup_root, bool confined);

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_NAMESPACES_H_
