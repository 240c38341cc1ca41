// SPDX-License-Identifier: Apache-2.0
#include "policy/render/port_order.h"

#include <algorithm>
#include <tuple>

namespace portlaw {

namespace {

constexpr std::size_t kDeepest = 6;

template <class T>
void Add(std::vector<PortItem>& items, const std::vector<T>& things) {
  for (const T& thing : things) items.push_back({&thing, thing.ports, 0});
}

bool Holds(const PortItem& item) {
  const auto* block = std::get_if<const Block*>(&item.thing);
  return !item.IsAssignment() && (block == nullptr || (*block)->embedded_in.empty());
}

// Later kinds stand in earlier ones of the same range; an embedded block after the block that holds it.
auto Key(const PortItem& item) {
  return std::tuple(item.ports.first, -int{item.ports.last}, item.thing.index(), !Holds(item));
}

}  // namespace

std::vector<PortItem> InPortOrder(const Registry& registry) {
  std::vector<PortItem> items;
  Add(items, registry.groups);
  Add(items, registry.blocks);
  Add(items, registry.reserved);
  Add(items, registry.assignments);
  std::stable_sort(items.begin(), items.end(), [](const PortItem& a, const PortItem& b) { return Key(a) < Key(b); });
  std::vector<PortRange> open;
  for (PortItem& item : items) {
    while (!open.empty() && !open.back().Contains(item.ports)) open.pop_back();
    item.depth = std::min(open.size(), kDeepest);
    if (Holds(item)) open.push_back(item.ports);
  }
  return items;
}

}  // namespace portlaw
