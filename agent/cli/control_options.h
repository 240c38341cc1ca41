// SPDX-License-Identifier: Apache-2.0
// "[--socket PATH] [--format text|json]": what subcommands that ask the agent begin with.
#ifndef PORTLAW_AGENT_CLI_CONTROL_OPTIONS_H_
#define PORTLAW_AGENT_CLI_CONTROL_OPTIONS_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "agent/cli/command.h"
#include "agent/control/protocol.h"
#include "policy/model/result.h"

namespace portlaw::cli {

// Declares "--socket PATH" on `command`: whom it asks. `socket` must live as long as the parse.
void AddSocketOption(Command command, std::string& socket);

struct ControlOptions {
  std::string socket = control::kDefaultSocket;
  std::string format = "text";

  // Declares both on `command`; `this` must live as long as the parse.
  void AddTo(Command command);
  bool json() const { return format == "json"; }

  // The agent's reply to one request.
  ResultOfMany<nlohmann::json> Ask(const nlohmann::json& request) const;
};

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_CONTROL_OPTIONS_H_
