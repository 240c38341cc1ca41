// SPDX-License-Identifier: Apache-2.0
// What the policy says about binds that deployment files announce.
#ifndef PORTLAW_POLICY_CHECK_JUDGE_H_
#define PORTLAW_POLICY_CHECK_JUDGE_H_

#include <span>
#include <string_view>
#include <vector>

#include "policy/check/deployment.h"
#include "policy/decide/policy.h"

namespace portlaw {

// A finding for each planned bind (or part of its range) that Evaluate does not allow, and for each host port that two
// services of one project publish. A deny on the host is an error whatever the mode: a file is mended before it is
// enforced. In a container's own namespace, where a port collides with nobody, a deny that would only be logged is a
// warning. Sorted.
Findings Judge(const CompiledPolicy& policy, const std::vector<PlannedBind>& binds);

// What a code of `check` means: of Judge and of the formats.
struct CheckCode {
  std::string_view code;
  std::string_view summary;  // one line: what it finds
  std::string_view why;      // why that is a problem
  std::string_view mend;     // what to do about it
};
std::span<const CheckCode> CheckCodes();

}  // namespace portlaw

#endif  // PORTLAW_POLICY_CHECK_JUDGE_H_
