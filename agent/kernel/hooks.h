// SPDX-License-Identifier: Apache-2.0
// Which programs go where, and how they get there without a gap.
#ifndef PORTLAW_AGENT_KERNEL_HOOKS_H_
#define PORTLAW_AGENT_KERNEL_HOOKS_H_

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "agent/kernel/kernel.h"
#include "agent/kernel/pins.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

enum class HookKind { kCgroup, kTracing };

struct HookSpec {
  const char* name;     // "cgroup/bind4"
  const char* program;  // its function in portlaw.bpf.c
  HookKind kind;
  int attach_type;  // enum bpf_attach_type of a cgroup hook
  bool required;
  const char* covers;   // what nobody sees where the hook is missing
  bool opt_in = false;  // loaded and attached only where KernelOptions ask for it
};

// In the order in which they are attached: those that keep the subjects right come before those that ask for them.
std::span<const HookSpec> HookSpecs();

// A program that has been loaded, or why it has not.
struct LoadedHook {
  const HookSpec* spec = nullptr;
  int program_fd = -1;  // -1: refused
  std::string refusal;
};

// Attaches `hooks` to the cgroup of `cgroup_fd` or to their tracepoints, and pins the links. A pinned link whose
// program is the same stays as it is; another program is replaced in place; one that is not among `hooks` is detached
// (an earlier agent opted in). On an error nothing has changed.
// `between` runs after the tracing hooks and before the cgroup hooks.
Result<std::vector<HookState>> AttachHooks(const std::vector<LoadedHook>& hooks, const Pins& pins, int cgroup_fd,
                                           const std::function<Result<void>()>& between);

// The state as it is, without changing it.
std::vector<HookState> LookAtHooks(const std::vector<LoadedHook>& hooks, const Pins& pins);

// Error if a pinned link is attached to another cgroup than `cgroup`.
Result<void> CheckPinnedCgroup(const Pins& pins, CgroupId cgroup);

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_HOOKS_H_
