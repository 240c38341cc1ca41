// SPDX-License-Identifier: Apache-2.0
// A change that the agent holds back, in words.
#ifndef PORTLAW_AGENT_CLI_HELD_CHANGE_H_
#define PORTLAW_AGENT_CLI_HELD_CHANGE_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace portlaw::cli {

// `held` is the agent's "held" (agent/daemon/status.h), and hostile: all of it is escaped. Some lines, indented.
std::string HeldText(const nlohmann::json& held);

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_HELD_CHANGE_H_
