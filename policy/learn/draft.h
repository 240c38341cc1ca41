// SPDX-License-Identifier: Apache-2.0
// From what was seen to a registry that a person can go on with.
#ifndef PORTLAW_POLICY_LEARN_DRAFT_H_
#define PORTLAW_POLICY_LEARN_DRAFT_H_

#include "policy/learn/observations.h"
#include "policy/model/finding.h"
#include "policy/model/registry.h"

namespace portlaw::learn {

// What goes into a draft besides the ports of containers that somebody chose and that portlaw let through.
struct DraftOptions {
  bool host = false;       // services and processes of the host
  bool ephemeral = false;  // ports in the range of outgoing connections
  bool refused = false;    // binds that portlaw refused
};

struct Draft {
  Registry registry;  // blocks and assignments in the order of their ports
  Findings notes;     // guesses and what was left out, each in words; all are notes, codes begin with "learn-"
};

// A row for each container and port that was seen (runs of ports of one container are one row), a block where
// GuessBlocks finds one. A port seen only in a private network namespace becomes an internal row, if no other container
// has it. By a compiled policy of the draft, every bind that has a row is `assigned` to its container, or
// `contested` where another one was seen to bind the same. n log n.
Draft MakeDraft(const Observations& observations, const DraftOptions& options);

}  // namespace portlaw::learn

#endif  // PORTLAW_POLICY_LEARN_DRAFT_H_
