// SPDX-License-Identifier: Apache-2.0
// Whether somebody may have the name that he claims (settings: services: NAME: only).
#ifndef PORTLAW_POLICY_DECIDE_CLAIMS_H_
#define PORTLAW_POLICY_DECIDE_CLAIMS_H_

#include <optional>
#include <string>
#include <vector>

#include "policy/decide/policy.h"

namespace portlaw {

// Where a claim comes from, as it has been seen. Of what can be called by several names, any will do.
struct ClaimedFrom {
  std::string image;
  std::vector<std::string> users;                 // "1000", "alice"
  std::optional<std::vector<std::string>> units;  // "janua.service", "system.slice"; nothing: not known yet
  std::vector<std::string> engines;               // "podman", "/run/podman/podman.sock"
};

// Why `subject` may not be what it says: a sentence about the first rule that is not met; nothing where it may.
std::optional<std::string> RefusalOfClaim(const CompiledPolicy& policy, const Subject& subject,
                                          const ClaimedFrom& from);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_CLAIMS_H_
