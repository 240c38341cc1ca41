// SPDX-License-Identifier: Apache-2.0
// What is said of a port: that somebody has it, or that it is free, reserved, gone, moved, an example, told again.
// Nothing else decides this.
#ifndef PORTLAW_POLICY_READERS_STATE_H_
#define PORTLAW_POLICY_READERS_STATE_H_

#include <string_view>
#include <vector>

#include "policy/readers/scan.h"

namespace portlaw::readers {

enum class State {
  kAssigned,
  kDeprecated,  // somebody still has it
  kFree,
  kNever,     // nobody may have it
  kFuture,    // kept for later
  kReserved,  // of a title: "reserved", for nobody or for what is listed
  kGone,      // was somebody's
  kMoved,     // of a title: below it stand moves that are still to be made
  kExample,
  kRemark,     // of a title: rules, hints and commands stand below it
  kRestated,   // told elsewhere, too
  kRedis,      // of a title: numbers of Redis databases
  kVariables,  // of a title
  kNobody,     // names nobody
};

// A title: a heading, a line before a list, a key.
struct Title {
  Span all;                    // as written
  Span name;                   // without what stands in parentheses at its end
  Concepts name_concepts = 0;  // without ranges and parentheses: "Allocation (conflicts resolved)" allocates
  bool all_old = false;        // each word of the name means "old"
  bool has_range = false;
  bool of_document = false;  // the first level: the product may well be called "Template Doctor"
};

// Everything that one statement says besides the port. What is not there is empty.
struct Said {
  Span name;
  Span status;
  Span remark;
  Span after;                        // what follows the port in its line
  bool struck = false;               // through
  bool inventory = false;            // beside columns that only what is in use has
  State section = State::kAssigned;  // of the title above
};

struct Ruling {
  State state = State::kAssigned;
  std::string_view id;   // of the rule: "gone-by-status"
  std::string_view why;  // "its status says that it is gone"
};

// The first rule of the table that holds.
Ruling StateOf(const Said& said);
Ruling StateOf(const Title& title);

// The ids of all rules, in the order of the table.
std::vector<std::string_view> StateRules();

// Whether a text names nobody: "-", "n/a", "in use".
bool IsNothing(Span text);
// Whether a text is a name, and no word for free, reserved or nobody.
bool IsName(Span text);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_STATE_H_
