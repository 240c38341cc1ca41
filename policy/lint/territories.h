// SPDX-License-Identifier: Apache-2.0
// Blocks, groups and reserved ranges as one kind of thing: a territory on the port map.
#ifndef PORTLAW_POLICY_LINT_TERRITORIES_H_
#define PORTLAW_POLICY_LINT_TERRITORIES_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "policy/lint/lint.h"
#include "policy/model/registry.h"

namespace portlaw::lint {

// Refers to the registries it was made from. Exactly one of the three is set.
struct Territory {
  const Block* block = nullptr;
  const Group* group = nullptr;
  const ReservedRange* reserved = nullptr;
  std::size_t registry = 0;

  PortRange ports() const;
  const Source& source() const;
  const std::optional<std::string>& host() const;
};

// "the block of Janua, 4100-4199"; "the reserved range 5000-5049 (Flask's default)".
std::string ToString(const Territory& territory);

// In document order, registry by registry.
std::vector<Territory> Territories(const std::vector<Registry>& registries);

// Calls `visit(earlier, later)` for pairs that share ports and hosts, in the order of `territories`; looks at a
// bounded number of partners for each.
void ForEachOverlap(const std::vector<Territory>& territories,
                    const std::function<void(const Territory& earlier, const Territory& later)>& visit);

// Of a pair that clashes, the one that is to blame; null where the two get on.
using Blame = std::function<const Territory*(const Territory& earlier, const Territory& later)>;

// A territory and those that it clashes with, in the order of ForEachOverlap.
struct Clash {
  const Territory* blamed;
  std::vector<const Territory*> others;
};

// One for each territory that is to blame for anything, so that there are never more than territories. Refers to them.
std::vector<Clash> Clashes(const std::vector<Territory>& territories, const Blame& blame);

// Reports a clash at the blamed one; `message` tells of the first of the others, the rest are related places.
void ReportClash(const LintCheck& check, const Clash& clash, std::string message, Findings& findings);

// Share ports, and neither holds the other.
bool Cross(PortRange a, PortRange b);

}  // namespace portlaw::lint

#endif  // PORTLAW_POLICY_LINT_TERRITORIES_H_
