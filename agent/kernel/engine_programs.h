// SPDX-License-Identifier: Apache-2.0
// Which program files are container engines', in the kernel's maps.
#ifndef PORTLAW_AGENT_KERNEL_ENGINE_PROGRAMS_H_
#define PORTLAW_AGENT_KERNEL_ENGINE_PROGRAMS_H_

#include <cstdint>
#include <vector>

#include "agent/kernel/bpf_map.h"
#include "agent/kernel/kernel.h"
#include "bpf/abi.h"

namespace portlaw::kernel {

// The count is a map of its own, since it is all that a host without engines pays for.
class EnginePrograms {
 public:
  EnginePrograms(int programs_fd, int count_fd)
      : programs_(programs_fd, "engine_programs"), count_(count_fd, "engine_program_count") {}

  Result<void> Set(const std::vector<EngineProgram>& programs);

 private:
  BpfMap<portlaw_program, std::uint32_t> programs_;
  BpfMap<std::uint32_t, std::uint32_t> count_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_ENGINE_PROGRAMS_H_
