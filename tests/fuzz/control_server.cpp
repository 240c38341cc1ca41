// SPDX-License-Identifier: Apache-2.0
// The control socket: a client that sends any bytes gets JSON or is let go, and the next client is served.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "agent/control/server.h"

namespace {

using nlohmann::json;
using namespace portlaw;

void Require(bool condition, const char* what) {
  if (condition) return;
  std::cerr << "the server does not keep: " << what << "\n";
  std::abort();
}

// A server with one handler that trusts its request as little, or as much, as the agent's do.
struct Agent {
  Agent() {
    control::ServerOptions options;
    options.socket = (directory / "control.sock").string();
    socket = options.socket;
    const auto answer = [](const json& request) {
      json reply = control::Ok();
      reply["cgroup"] = control::TextAt(request, "cgroup");
      reply["first"] = request.at("list").at(0);
      return reply;
    };
    auto made = control::Server::Make(loop, options, {{"echo", true, answer}}, [] {});
    Require(made.has_value(), "it can be made");
    server = std::move(*made);
  }
  ~Agent() {
    server.reset();
    std::filesystem::remove_all(directory);
  }

  void Settle() {
    while (loop.RunOnce(std::chrono::microseconds(0))) {
    }
  }

  std::filesystem::path directory = [] {
    std::string name = std::filesystem::temp_directory_path() / "portlaw-fuzz-XXXXXX";
    Require(mkdtemp(name.data()) != nullptr, "a directory can be made");
    return name;
  }();
  std::string socket;
  io::EventLoop loop = std::move(*io::EventLoop::Make());
  std::unique_ptr<control::Server> server;
};

io::UniqueFd Connect(const std::string& path) {
  io::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  Require(connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0, "it listens");
  return fd;
}

std::string ReceiveAll(const io::UniqueFd& fd) {
  std::string text;
  std::array<char, 65536> chunk;
  for (ssize_t got = 0; (got = recv(fd.get(), chunk.data(), chunk.size(), 0)) > 0;) {
    text.append(chunk.data(), static_cast<std::size_t>(got));
  }
  return text;
}

// What the server answers to `bytes`, and to an event meanwhile.
std::string Talk(Agent& agent, std::string_view bytes) {
  const io::UniqueFd client = Connect(agent.socket);
  agent.Settle();
  (void)send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  agent.Settle();
  agent.server->Publish({{"port", 80}}, "/a/b");
  agent.Settle();
  return ReceiveAll(client);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Agent agent;
  std::istringstream replies(Talk(agent, {reinterpret_cast<const char*>(data), size}));
  for (std::string line; std::getline(replies, line);) {
    Require(json::parse(line, nullptr, false).is_object(), "every line is a JSON object");
  }
  agent.Settle();
  const std::string next = Talk(agent, "{\"request\":\"echo\",\"list\":[7]}\n");
  Require(next == "{\"cgroup\":\"\",\"first\":7,\"ok\":true}\n", "the next client is served");
  return 0;
}
