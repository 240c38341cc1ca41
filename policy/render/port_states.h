// SPDX-License-Identifier: Apache-2.0
// What a registry says about every single port, for a map of the port space.
#ifndef PORTLAW_POLICY_RENDER_PORT_STATES_H_
#define PORTLAW_POLICY_RENDER_PORT_STATES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "policy/model/finding.h"
#include "policy/model/registry.h"

namespace portlaw {

// From the weakest statement to the strongest: the strongest about a port is shown.
enum class PortState : std::uint8_t {
  kUnclaimed,  // nobody speaks of it
  kGroupFree,  // in a group or layer, not assigned
  kBlockFree,  // in a service's block, not assigned
  kKeptFree,   // reserved for later
  kReserved,   // reserved for nobody
  kAssigned,
  kContested,  // assigned twice, or assigned and reserved: what lint's findings say
};
inline constexpr int kPortStates = 7;

// Index: the port; 0 is unused.
using PortStates = std::array<PortState, 65536>;

PortStates StatesOf(const Registry& registry, const Findings& findings);

struct StateRun {
  PortRange ports;
  PortState state = PortState::kUnclaimed;

  bool operator==(const StateRun&) const = default;
};

// The maximal runs of equal state within `range`.
std::vector<StateRun> RunsIn(const PortStates& states, PortRange range);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_PORT_STATES_H_
