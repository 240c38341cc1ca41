// SPDX-License-Identifier: Apache-2.0
// Findings as they are told: what is one problem is one finding, with a count.
#ifndef PORTLAW_POLICY_LINT_AGGREGATE_H_
#define PORTLAW_POLICY_LINT_AGGREGATE_H_

#include <cstddef>
#include <vector>

#include "policy/model/finding.h"

namespace portlaw {

// Stands for `count` findings: itself, and others, of which `alike` are the first places.
struct ToldFinding {
  Finding finding;
  std::size_t count = 1;
  std::vector<Source> alike;
};

using ToldFindings = std::vector<ToldFinding>;

// So many places of others are told.
inline constexpr std::size_t kMaxAlike = 16;

// Findings are one problem if they have the code, the file and the first related place in common: rows in one foreign
// block, claims to one port, ports of a document that are all privileged. The first is told, in its place. `findings`
// are sorted (SortFindings). A baseline is compared before: it knows each finding by its own message.
ToldFindings Aggregate(const Findings& findings);

// Each by itself.
ToldFindings TellEach(const Findings& findings);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_LINT_AGGREGATE_H_
