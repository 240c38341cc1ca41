// SPDX-License-Identifier: Apache-2.0
// Which port a service should take next: by the registry's offset scheme in its block, or the first free one of
// its group.
#ifndef PORTLAW_POLICY_DECIDE_SUGGEST_H_
#define PORTLAW_POLICY_DECIDE_SUGGEST_H_

#include <optional>
#include <string>

#include "policy/decide/policy.h"
#include "policy/model/result.h"

namespace portlaw {

struct NextPort {
  Port port = 0;
  PortRange within;             // the block or group, or the part of it that the purpose has
  std::string place;            // that in words: "the block of Alder", "the group Core"
  std::string purpose;          // the row of the offset scheme that chose it; empty where none did
  Source source;                // of the block or group
  bool kept_for_later = false;  // it stands in a reserved range kept for later use, because nothing else is free
};

// The next free port of `service` (or of a group of that name) for `purpose` (may be empty). Free is a port that
// no registry assigns, reserves, gives to another service, or names in a migration, whatever the protocol.
// Errors: no such service, neither block nor group, a purpose that the offset scheme does not know, all taken.
Result<NextPort> FindNextPort(const CompiledPolicy& policy, const std::string& service, const std::string& purpose);

// The first free port of `service`, for messages; none where there is none, or no such service.
std::optional<Port> SuggestPort(const CompiledPolicy& policy, const std::string& service);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_SUGGEST_H_
