// SPDX-License-Identifier: Apache-2.0
// Which row a container's cgroup is born with, and which cgroup was, in the kernel's maps.
#ifndef PORTLAW_AGENT_KERNEL_BIRTH_MAP_H_
#define PORTLAW_AGENT_KERNEL_BIRTH_MAP_H_

#include <string>
#include <vector>

#include "agent/kernel/bpf_map.h"
#include "agent/kernel/kernel.h"
#include "bpf/abi.h"

namespace portlaw::kernel {

static_assert(kMaxBirths == PORTLAW_MAX_BIRTHS);

class BirthMap {
 public:
  BirthMap(int births_fd, int born_fd) : births_(births_fd, "births"), born_(born_fd, "born") {}

  Result<void> Set(const Birth& birth);
  void Remove(const std::string& id);
  Result<std::vector<Birth>> All() const;
  // Unless the programs have noted another cgroup, which then was the later one.
  void NoteBorn(const std::string& id, CgroupId cgroup);

 private:
  BpfMap<portlaw_container_id, portlaw_birth> births_;
  BpfMap<portlaw_container_id, CgroupId> born_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_BIRTH_MAP_H_
