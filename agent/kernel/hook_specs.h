// SPDX-License-Identifier: Apache-2.0
// The table of hooks.
#ifndef PORTLAW_AGENT_KERNEL_HOOK_SPECS_H_
#define PORTLAW_AGENT_KERNEL_HOOK_SPECS_H_

#include <span>

namespace portlaw::kernel {

// kLsm: for all of the host, where BPF LSM is active.
enum class HookKind { kCgroup, kTracing, kLsm };

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

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_HOOK_SPECS_H_
