// SPDX-License-Identifier: Apache-2.0
// The documents that the agent enforces, as read and compiled.
#ifndef PORTLAW_AGENT_DAEMON_DOCUMENTS_H_
#define PORTLAW_AGENT_DAEMON_DOCUMENTS_H_

#include <memory>

#include "agent/daemon/options.h"
#include "policy/decide/policy.h"
#include "policy/lint/aggregate.h"
#include "policy/model/result.h"

namespace portlaw::daemon {

struct Documents {
  std::shared_ptr<const CompiledPolicy> policy;
  ToldFindings findings;  // of the reading, and of lint
};

// Reads the settings and every registry that `options` names. Errors: all that is wrong in any of them.
ResultOfMany<Documents> ReadDocuments(const AgentOptions& options);

// Whether both say the same, line by line.
bool SameDocuments(const CompiledPolicy& a, const CompiledPolicy& b);

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_DOCUMENTS_H_
