// SPDX-License-Identifier: Apache-2.0
// What the subcommands that ask the policy have in common.
#ifndef PORTLAW_AGENT_CLI_POLICY_OPTIONS_H_
#define PORTLAW_AGENT_CLI_POLICY_OPTIONS_H_

#include <memory>
#include <string>

#include "agent/cli/registry_options.h"
#include "policy/decide/policy.h"
#include "policy/model/result.h"

namespace portlaw::cli {

// A port with its protocol: "4100", "53/udp". TCP where none is given.
struct PortArgument {
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
};
Result<PortArgument> ParsePortArgument(const std::string& text);

// The policy of the registries and settings, for this host. What the compiler had to decide by itself goes to
// stderr as warnings.
ResultOfMany<std::shared_ptr<const CompiledPolicy>> LoadPolicy(const RegistryOptions& options);

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_POLICY_OPTIONS_H_
