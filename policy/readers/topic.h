// SPDX-License-Identifier: Apache-2.0
// What a section is about, as far as it changes how its lines are read.
#ifndef PORTLAW_POLICY_READERS_TOPIC_H_
#define PORTLAW_POLICY_READERS_TOPIC_H_

#include <string>
#include <string_view>

#include "policy/readers/lexicon.h"

namespace portlaw::readers {

enum class Topic {
  kRegistry,   // assignments, ranges: the normal case
  kReserved,   // "do not use", "reserved for future use"
  kFree,       // "available ports"
  kMigration,  // moves that are still to be made
  kHistory,    // changelog, resolved conflicts: what was
  kExamples,   // templates, how to add a service
  kCommands,   // verification, troubleshooting
  kRestated,   // URLs, summaries: says again what stands elsewhere
  kRedis,
  kVariables,
};

// A heading as its topic is told from it. The texts are folded (fold.h).
struct Title {
  std::string all;    // as written
  std::string name;   // without ranges and parentheses: "Allocation (conflicts resolved in May)" allocates
  Concepts concepts;  // of all
  bool has_range = false;
  bool of_document = false;  // the first level: the product may well be called "Template Doctor"
};

Topic TopicOf(const Title& title);

// What a line in such a section is: "an example", "about what was", "a command".
std::string DescribeTopic(Topic topic);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_TOPIC_H_
