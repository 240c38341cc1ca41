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

class EnginePrograms {
 public:
  EnginePrograms(int programs_fd, int filter_fd)
      : programs_(programs_fd, "engine_programs"), filter_(filter_fd, "engine_filter") {}

  Result<void> Set(const std::vector<EngineProgram>& programs);

 private:
  BpfMap<portlaw_program, std::uint32_t> programs_;
  BpfMap<std::uint32_t, portlaw_engine_filter> filter_;  // all that other programs pay for
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_ENGINE_PROGRAMS_H_
