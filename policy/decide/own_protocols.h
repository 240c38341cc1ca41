// SPDX-License-Identifier: Apache-2.0
// "You own 8125/udp, and this is tcp": the commonest reason why one is refused what looks like one's own port.
#ifndef PORTLAW_POLICY_DECIDE_OWN_PROTOCOLS_H_
#define PORTLAW_POLICY_DECIDE_OWN_PROTOCOLS_H_

#include <vector>

#include "policy/decide/policy.h"

namespace portlaw {

// The protocols for which the port of `request` is assigned to `subject`; none where it is for the one asked for.
std::vector<Protocol> OwnProtocols(const CompiledPolicy& policy, const Subject& subject, const BindRequest& request);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_OWN_PROTOCOLS_H_
