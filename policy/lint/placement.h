// SPDX-License-Identifier: Apache-2.0
// Where in its own registry an assignment should stand: in its heading's range, and in its service's block.
#ifndef PORTLAW_POLICY_LINT_PLACEMENT_H_
#define PORTLAW_POLICY_LINT_PLACEMENT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/lint/range_index.h"
#include "policy/model/registry.h"

namespace portlaw::lint {

// The ranges of one registry, indexed. Refers to the registry.
class Placement {
 public:
  explicit Placement(const Registry& registry);

  // A range that the assignment should be in, but is not.
  struct Missed {
    PortRange ports;
    std::string name;  // the heading, or the service whose block it is
    std::optional<Source> source;
  };
  std::optional<Missed> MissedBy(const Assignment& assignment) const;

  // The range that is meant for the assignment's section and holds it: the one in its heading, or a group's whose name
  // shares a word with the heading ("PostgreSQL Databases" for "Databases").
  std::optional<PortRange> HomeOf(const Assignment& assignment) const;

  // The block of the assignment's own service that holds it; none if there is none.
  const Block* OwnBlock(const Assignment& assignment) const;

 private:
  bool HeadingNamesRangeOf(const Assignment& assignment) const;

  const Registry& registry_;
  std::vector<PortRange> headings_;  // groups', then blocks'
  RangeIndex heading_index_;
  std::map<std::string, std::vector<const Block*>> blocks_;  // by service, folded
};

}  // namespace portlaw::lint

#endif  // PORTLAW_POLICY_LINT_PLACEMENT_H_
