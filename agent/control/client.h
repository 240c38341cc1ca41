// SPDX-License-Identifier: Apache-2.0
// The commands' end of the control socket. Blocks, with a limit.
#ifndef PORTLAW_AGENT_CONTROL_CLIENT_H_
#define PORTLAW_AGENT_CONTROL_CLIENT_H_

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>

#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::control {

class Client {
 public:
  // Errors: no agent answers at `socket`; no right to use it.
  static Result<Client> Connect(const std::string& socket);

  // Sends `request` and gives the reply, if it is not a failure.
  ResultOfMany<nlohmann::json> Ask(const nlohmann::json& request,
                                   std::chrono::milliseconds limit = std::chrono::seconds(30));

  Result<void> Send(const nlohmann::json& message);
  // The next line that the agent sends. Nothing: `limit` passed (none: wait for ever), or a signal came. Errors: the
  // agent closed the connection, or said what is not JSON.
  Result<std::optional<nlohmann::json>> Next(std::optional<std::chrono::milliseconds> limit);

  int fd() const { return fd_.get(); }

 private:
  Client(io::UniqueFd fd, std::string socket) : fd_(std::move(fd)), socket_(std::move(socket)) {}
  Result<bool> Fill(std::optional<std::chrono::milliseconds> limit);

  io::UniqueFd fd_;
  std::string socket_;
  std::string input_;
};

}  // namespace portlaw::control

#endif  // PORTLAW_AGENT_CONTROL_CLIENT_H_
