// SPDX-License-Identifier: Apache-2.0
// What the kernel has counted: decisions by key, and faults.
#ifndef PORTLAW_AGENT_KERNEL_DECISION_COUNTERS_H_
#define PORTLAW_AGENT_KERNEL_DECISION_COUNTERS_H_

#include <array>
#include <functional>
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
  // By their descriptors; owned by the caller.
  DecisionCounters(int decisions_fd, int nameless_fd, int retired_fd)
      : live_{Map(decisions_fd, "decisions"), Map(nameless_fd, "nameless")}, retired_(retired_fd, "retired") {}

  // Makes the keys that are counted under when a map is full. To be called before anything is attached.
  Result<void> MakeOverflowKeys();

  // Every key that has counted something.
  Result<std::vector<DecisionCount>> All() const;

  // Moves the counts of `owners`, who are gone and decide no more, to keys without owner; what finds no room for
  // its key is added to an overflow key. The sums of All() stay what they are.
  Result<void> Retire(const std::unordered_set<CgroupId>& owners);
  // The same for the cgroups that are not among `living`: those that died while no agent looked.
  Result<void> RetireAllBut(const std::unordered_set<CgroupId>& living);

 private:
  using Map = BpfMap<portlaw_decision_key, portlaw_decision_count>;

  Result<void> RetireWhere(const std::function<bool(CgroupId owner)>& is_gone);
  Result<void> AddToRetired(portlaw_decision_key key, const portlaw_decision_count& count);

  std::array<Map, 2> live_;
  Map retired_;  // only the agent writes to it
};

// The sum over all CPUs of the map `unjudged`.
std::uint64_t ReadUnjudged(int unjudged_fd);

// Sums over all CPUs, with names and meanings.
std::vector<FaultCount> ReadFaults(int faults_fd);

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_DECISION_COUNTERS_H_
