// SPDX-License-Identifier: Apache-2.0
// The agent's end of the control socket.
#ifndef PORTLAW_AGENT_CONTROL_SERVER_H_
#define PORTLAW_AGENT_CONTROL_SERVER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/control/connection.h"
#include "agent/control/listener.h"
#include "agent/control/protocol.h"
#include "agent/io/event_loop.h"

namespace portlaw::control {

// A request that the server answers: one line of the agent's table.
struct RequestHandler {
  std::string name;
  bool root_only = false;
  std::function<nlohmann::json(const nlohmann::json& request)> answer;
};

struct ServerOptions {
  std::string socket = kDefaultSocket;
  std::optional<gid_t> group;  // may connect besides root
};

// Loop thread only. No client can make it wait, or grow without bound.
class Server {
 public:
  // Listens, and answers as soon as the loop runs. `deliver_pending` is called when a watcher wants all that has
  // happened so far. `loop` outlives the server.
  static Result<std::unique_ptr<Server>> Make(io::EventLoop& loop, const ServerOptions& options,
                                              std::vector<RequestHandler> handlers,
                                              std::function<void()> deliver_pending);

  // Sends `event` to the clients that watch `cgroup` (path; empty: not known). One that is too slow loses it.
  void Publish(const nlohmann::ordered_json& event, const std::string& cgroup);
  std::size_t Watchers() const;
  std::uint64_t Dropped() const { return dropped_; }

 private:
  Server(io::EventLoop& loop, const ServerOptions& options, Listener listener, std::vector<RequestHandler> handlers,
         std::function<void()> deliver_pending);

  void Accept();
  void Add(io::UniqueFd fd);
  void Ready(int id, std::uint32_t events);
  bool Advance(Connection& connection);
  void Answer(Connection& connection, const std::string& line);
  nlohmann::json Reply(const Connection& connection, const nlohmann::json& request) const;
  void StartWatching(Connection& connection, const nlohmann::json& request);
  void EndWatching(Connection& connection);
  void TellDropped(Connection& connection);
  void CloseIdle();

  io::EventLoop& loop_;
  ServerOptions options_;
  Listener listener_;
  std::vector<RequestHandler> handlers_;
  std::function<void()> deliver_pending_;
  io::Watch accept_watch_;
  io::Watch idle_timer_;
  std::map<int, std::unique_ptr<Connection>> connections_;
  int next_id_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace portlaw::control

#endif  // PORTLAW_AGENT_CONTROL_SERVER_H_
