// SPDX-License-Identifier: Apache-2.0
#include "agent/control/client.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "agent/control/listener.h"
#include "agent/control/protocol.h"

namespace portlaw::control {

using nlohmann::json;
using std::chrono::milliseconds;

Result<Client> Client::Connect(const std::string& socket) {
  return ConnectTo(socket, SOCK_STREAM | SOCK_CLOEXEC).map([&](io::UniqueFd fd) {
    return Client(std::move(fd), socket);
  });
}

namespace {

tl::unexpected<Errors> Many(Error error) {
  Errors errors;
  errors.push_back(std::move(error));
  return tl::make_unexpected(std::move(errors));
}

}  // namespace

ResultOfMany<json> Client::Ask(const json& request, milliseconds limit) {
  // A refusal may have come, and the connection gone, before the question is sent: the answer tells why.
  const auto sent = Send(request);
  auto reply = Next(limit);
  if (!reply) return Many(sent ? reply.error() : sent.error());
  if (!*reply) return Many(Fail({socket_, 0}, "the agent does not answer", "is it stopped or overloaded?").value());
  if (auto fine = CheckReply(**reply); !fine) return tl::make_unexpected(std::move(fine.error()));
  return std::move(**reply);
}

Result<void> Client::Send(const json& message) {
  const std::string line = Line(message);
  std::size_t sent = 0;
  while (sent < line.size()) {
    const ssize_t took = send(fd(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (took < 0 && errno == EINTR) continue;
    if (took < 0) return Fail({socket_, 0}, std::string("the agent does not listen: ") + std::strerror(errno));
    sent += static_cast<std::size_t>(took);
  }
  return {};
}

// False: the limit passed, or a signal came.
Result<bool> Client::Fill(std::optional<milliseconds> limit) {
  pollfd waiting{fd(), POLLIN, 0};
  const int ready = poll(&waiting, 1, limit ? static_cast<int>(limit->count()) : -1);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return false;
  if (ready < 0) return Fail({socket_, 0}, std::string("cannot wait for the agent: ") + std::strerror(errno));
  std::array<char, 65536> chunk;
  const ssize_t got = recv(fd(), chunk.data(), chunk.size(), 0);
  if (got <= 0) return Fail({socket_, 0}, "the agent closed the connection", "see its log");
  input_.append(chunk.data(), static_cast<std::size_t>(got));
  if (input_.size() > kMaxReplyBytes) return Fail({socket_, 0}, "the agent's answer is too long");
  return true;
}

Result<std::optional<json>> Client::Next(std::optional<milliseconds> limit) {
  const auto until = std::chrono::steady_clock::now() + limit.value_or(milliseconds(0));
  while (input_.find('\n') == std::string::npos) {
    std::optional<milliseconds> left;
    if (limit) {
      left = std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
      left = std::max(*left, milliseconds(0));
    }
    const auto filled = Fill(left);
    if (!filled) return tl::make_unexpected(filled.error());
    if (!*filled) return std::nullopt;
  }
  const auto end = input_.find('\n');
  json value = json::parse(input_.substr(0, end), nullptr, false);
  input_.erase(0, end + 1);
  if (value.is_discarded()) return Fail({socket_, 0}, "the agent's answer is not JSON");
  return std::optional<json>(std::move(value));
}

}  // namespace portlaw::control
