// SPDX-License-Identifier: Apache-2.0
// Which files the running agent reads and writes.
#ifndef PORTLAW_AGENT_SCAN_AGENT_FILES_H_
#define PORTLAW_AGENT_SCAN_AGENT_FILES_H_

#include <string>
#include <vector>

#include "agent/control/client.h"
#include "policy/model/result.h"

namespace portlaw::scan {

struct PolicyFiles {
  std::vector<std::string> registries;  // at least one
  std::string settings;                 // empty: none
  std::string audit_log;                // empty: none
};

// Asks the agent for its status. Errors: it does not answer, or has no registry.
ResultOfMany<PolicyFiles> AskPolicyFiles(control::Client& agent);

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_AGENT_FILES_H_
