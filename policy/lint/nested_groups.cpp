// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "policy/lint/checks.h"
#include "policy/lint/territories.h"

namespace portlaw::lint {

namespace {

using RangeOf = std::pair<std::size_t, PortRange>;  // registry, range

// The ranges in headings that rows stand under.
std::set<RangeOf> RangesWithRows(const std::vector<Registry>& registries) {
  std::set<RangeOf> ranges;
  for (std::size_t i = 0; i < registries.size(); ++i) {
    for (const Assignment& assignment : registries[i].assignments) {
      if (assignment.section_ports) ranges.insert({i, *assignment.section_ports});
    }
  }
  return ranges;
}

// Whether both are lists of rows side by side; a layer that only holds other groups has no rows of its own.
bool AreSiblings(const Territory& a, const Territory& b, const std::set<RangeOf>& with_rows) {
  return a.group != nullptr && b.group != nullptr && a.registry == b.registry && a.ports() != b.ports() &&
         with_rows.contains({a.registry, a.ports()}) && with_rows.contains({b.registry, b.ports()});
}

// Of two, one in the other.
const Territory* Inner(const Territory& a, const Territory& b) { return a.ports().Contains(b.ports()) ? &b : &a; }

void CheckNestedGroups(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  const std::set<RangeOf> with_rows = RangesWithRows(registries);
  const std::vector<Territory> territories = Territories(registries);
  const auto blame = [&](const Territory& earlier, const Territory& later) -> const Territory* {
    if (!AreSiblings(earlier, later, with_rows) || Cross(earlier.ports(), later.ports())) return nullptr;
    return Inner(earlier, later);
  };
  for (const Clash& clash : Clashes(territories, blame)) {
    ReportClash(check, clash,
                ToString(*clash.blamed) + " lies in " + ToString(*clash.others.front()) + ", which has rows of its own",
                findings);
  }
}

}  // namespace

LintCheck NestedGroups() {
  return {"nested-groups",
          Severity::kWarning,
          "two groups with rows of their own, one inside the other's range",
          "Both headings promise the inner range to their own kind of service; whoever takes the next free port of "
          "the outer one takes it from the inner.",
          "End the outer range where the inner begins, or make the inner a heading under the outer without rows "
          "between them.",
          CheckNestedGroups};
}

}  // namespace portlaw::lint
