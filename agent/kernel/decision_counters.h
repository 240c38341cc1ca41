// SPDX-License-Identifier: Apache-2.0
// What the kernel has counted: decisions by key, and faults.
#ifndef PORTLAW_AGENT_KERNEL_DECISION_COUNTERS_H_
#define PORTLAW_AGENT_KERNEL_DECISION_COUNTERS_H_

#include <unordered_set>
#include <vector>

#include "agent/kernel/bpf_map.h"
#include "agent/kernel/kernel.h"
#include "bpf/abi.h"

namespace portlaw::kernel {

// By Protocol of our slots: UDP-Lite is UDP.
Protocol ProtocolOf(int ip_protocol);

class DecisionCounters {
 public:
  DecisionCounters(int decisions_fd, int retired_fd)
      : live_(decisions_fd, "decisions"), retired_(retired_fd, "retired") {}

  // Makes the key that is counted under when the map is full. To be called before anything is attached.
  Result<void> MakeOverflowKey();

  // Every key that has counted something.
  Result<std::vector<DecisionCount>> All() const;

  // Moves the counts of `owners`, who are gone and decide no more, to keys without owner; what finds no room for
  // its key is added to an overflow key. The sums of All() stay what they are.
  Result<void> Retire(const std::unordered_set<CgroupId>& owners);

 private:
  BpfMap<portlaw_decision_key, portlaw_decision_count> live_;
  BpfMap<portlaw_decision_key, portlaw_decision_count> retired_;  // only the agent writes to it
};

// Sums over all CPUs, with names and meanings.
std::vector<FaultCount> ReadFaults(int faults_fd);

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_DECISION_COUNTERS_H_
