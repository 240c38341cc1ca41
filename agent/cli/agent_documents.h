// SPDX-License-Identifier: Apache-2.0
// The running agent's documents, for commands that take them where the command line names none.
#ifndef PORTLAW_AGENT_CLI_AGENT_DOCUMENTS_H_
#define PORTLAW_AGENT_CLI_AGENT_DOCUMENTS_H_

#include <string>

#include "agent/cli/registry_options.h"
#include "agent/control/client.h"
#include "agent/scan/agent_files.h"
#include "policy/model/result.h"

namespace portlaw::cli {

// Errors: no agent, or it does not tell; `usage` ("portlaw scan REGISTRY...") is how to do without.
ResultOfMany<scan::PolicyFiles> AskAgentFiles(Result<control::Client>& agent, const std::string& usage);

// `documents` with the registries of `files`, as the user would write them, and their settings where it has none.
RegistryOptions OrThoseOf(const scan::PolicyFiles& files, RegistryOptions documents);

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_AGENT_DOCUMENTS_H_
