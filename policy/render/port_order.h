// SPDX-License-Identifier: Apache-2.0
// Everything in a registry that has ports, in the order of the ports, and what stands in what.
#ifndef PORTLAW_POLICY_RENDER_PORT_ORDER_H_
#define PORTLAW_POLICY_RENDER_PORT_ORDER_H_

#include <cstddef>
#include <variant>
#include <vector>

#include "policy/model/registry.h"

namespace portlaw {

// Refers to the registry it was made from.
struct PortItem {
  std::variant<const Group*, const Block*, const ReservedRange*, const Assignment*> thing;
  PortRange ports;
  std::size_t depth = 0;  // how many ranges hold it, up to a limit

  bool IsAssignment() const { return std::holds_alternative<const Assignment*>(thing); }
};

// By first port; what holds others comes before them. An embedded block holds nothing: its host block does.
std::vector<PortItem> InPortOrder(const Registry& registry);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_PORT_ORDER_H_
