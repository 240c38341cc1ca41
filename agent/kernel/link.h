// SPDX-License-Identifier: Apache-2.0
// A link: a program at a hook, as the kernel tells of it.
#ifndef PORTLAW_AGENT_KERNEL_LINK_H_
#define PORTLAW_AGENT_KERNEL_LINK_H_

#include <cstdint>
#include <optional>

#include "agent/io/unique_fd.h"
#include "agent/kernel/bind_event.h"
#include "agent/kernel/hook_specs.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

struct LinkAbout {
  std::uint32_t id = 0;
  std::uint32_t program_id = 0;
  CgroupId cgroup = 0;  // 0: not a cgroup link, or it has been detached from its cgroup
};

// None where `fd` is no link.
std::optional<LinkAbout> AboutLink(int fd);

// Whether the program with this id has the instructions and the maps of `program_fd`.
bool IsSameProgram(std::uint32_t program_id, int program_fd);
// 0 where `program_fd` is no program.
std::uint32_t ProgramIdOf(int program_fd);

// Attaches the program at its hook, for cgroup hooks to the cgroup of `cgroup_fd`. Error: the kernel refuses; another
// program has taken the hook for itself alone.
Result<io::UniqueFd> AttachLink(const HookSpec& spec, int program_fd, int cgroup_fd);

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_LINK_H_
