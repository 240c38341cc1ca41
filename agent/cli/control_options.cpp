// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/control_options.h"

#include <nlohmann/json.hpp>

#include "agent/control/client.h"

namespace portlaw::cli {

void AddSocketOption(Command command, std::string& socket) {
  command.AddOption("--socket", socket, "The agent's control socket").ShowDefault();
}

void ControlOptions::AddTo(Command command) {
  AddSocketOption(command, socket);
  command.AddOption("--format", format, "Output format").OneOf({"text", "json"});
}

ResultOfMany<nlohmann::json> ControlOptions::Ask(const nlohmann::json& request) const {
  auto client = control::Client::Connect(socket);
  if (!client) {
    Errors errors;
    errors.push_back(client.error());
    return tl::make_unexpected(std::move(errors));
  }
  return client->Ask(request);
}

}  // namespace portlaw::cli
