// SPDX-License-Identifier: Apache-2.0
// What of that which runs a policy would refuse: looked at before it is law.
#ifndef PORTLAW_POLICY_GUARD_PREFLIGHT_H_
#define PORTLAW_POLICY_GUARD_PREFLIGHT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "policy/decide/policy.h"
#include "policy/scan/report.h"

namespace portlaw {

struct Preflight {
  std::vector<ScanRow> refused;  // by port, the host's namespace first
  std::size_t judged = 0;        // listeners in all
  std::vector<std::string> incomplete;
};

// Judges `listeners` as if each were to bind its port under `policy`. What only audit mode would let through counts as
// refused: its verdict is would-deny.
Preflight MakePreflight(const CompiledPolicy& policy, std::vector<Listener> listeners,
                        std::vector<std::string> incomplete);

// A table of what would be refused, and a line that counts. Names are escaped for a terminal.
std::string PreflightText(const Preflight& preflight);

// {"refused":[rows as of `scan`],"judged":n,"incomplete":[]}
std::string PreflightJson(const Preflight& preflight);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_GUARD_PREFLIGHT_H_
