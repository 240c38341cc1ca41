// SPDX-License-Identifier: Apache-2.0
// Which programs go where, and how they get there without a gap.
#ifndef PORTLAW_AGENT_KERNEL_HOOKS_H_
#define PORTLAW_AGENT_KERNEL_HOOKS_H_

#include <functional>
#include <string>
#include <vector>

#include "agent/kernel/hook_specs.h"
#include "agent/kernel/kernel.h"
#include "agent/kernel/pins.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

// A program that has been loaded, or why it has not.
struct LoadedHook {
  const HookSpec* spec = nullptr;
  int program_fd = -1;  // -1: refused
  std::string refusal;  // of the program, or of its hook; empty: it is attached, or shall be
};

// Name of the pin of the hook's link.
std::string LinkName(const HookSpec& spec);

// Attaches `hooks` to the cgroup of `cgroup_fd` or to their tracepoints, and pins the links. A pinned link whose
// program is the same stays as it is; another program is replaced in place; one that is not among `hooks` is detached
// (an earlier agent opted in). One that can be done without and is refused says so from then on. On an error nothing
// has changed. `between` runs after the tracing hooks and before the cgroup hooks.
Result<void> AttachHooks(std::vector<LoadedHook>& hooks, const Pins& pins, int cgroup_fd,
                         const std::function<Result<void>()>& between);

// Error if a pinned link is attached to another cgroup than `cgroup`.
Result<void> CheckPinnedCgroup(const Pins& pins, CgroupId cgroup);

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_HOOKS_H_
