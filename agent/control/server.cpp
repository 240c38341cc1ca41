// SPDX-License-Identifier: Apache-2.0
#include "agent/control/server.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
#include <utility>

namespace portlaw::control {

using nlohmann::json;

namespace {

bool IsBeneath(const std::string& path, const std::string& root) {
  if (root == "/") return path.starts_with('/');
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

void Refuse(Connection& connection, std::string what, std::string advice) {
  connection.Send(Line(Failed(std::move(what), std::move(advice))));
  connection.Flush();
}

}  // namespace

Server::Server(io::EventLoop& loop, const ServerOptions& options, Listener listener,
               std::vector<RequestHandler> handlers, std::function<void()> deliver_pending)
    : loop_(loop),
      options_(options),
      listener_(std::move(listener)),
      handlers_(std::move(handlers)),
      deliver_pending_(std::move(deliver_pending)) {}

Result<std::unique_ptr<Server>> Server::Make(io::EventLoop& loop, const ServerOptions& options,
                                             std::vector<RequestHandler> handlers,
                                             std::function<void()> deliver_pending) {
  auto listener = Listener::Make(options.socket, options.group);
  if (!listener) return tl::make_unexpected(listener.error());
  std::unique_ptr<Server> server(
      new Server(loop, options, std::move(*listener), std::move(handlers), std::move(deliver_pending)));
  auto accept_watch = loop.OnIo(server->listener_.fd(), EPOLLIN, [self = server.get()](auto) { self->Accept(); });
  if (!accept_watch) return tl::make_unexpected(accept_watch.error());
  auto idle_timer = loop.Every(kIdleLimit / 4, [self = server.get()] { self->CloseIdle(); });
  if (!idle_timer) return tl::make_unexpected(idle_timer.error());
  server->accept_watch_ = std::move(*accept_watch);
  server->idle_timer_ = std::move(*idle_timer);
  return server;
}

// One a turn of the loop, so that a storm of connections leaves room for events.
void Server::Accept() {
  io::UniqueFd fd(accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (fd.valid()) Add(std::move(fd));
}

void Server::Add(io::UniqueFd fd) {
  auto peer = PeerOf(fd.get());
  if (!peer) return;
  auto connection = std::make_unique<Connection>(std::move(fd), std::move(*peer));
  // The socket's mode lets nobody else this far; but the mode can be changed.
  if (!MayConnect(connection->peer(), options_.group)) {
    return Refuse(*connection, "only root may talk to the agent",
                  "name a group of users in the settings, control: group:");
  }
  if (connections_.size() >= kMaxConnections) {
    return Refuse(*connection, "the agent has all the connections that it takes", "try again later");
  }
  const int id = next_id_++;
  auto watch = loop_.OnIo(connection->fd(), EPOLLIN, [this, id](std::uint32_t events) { Ready(id, events); });
  if (!watch) return;
  connection->watch = std::move(*watch);
  connections_.emplace(id, std::move(connection));
}

void Server::Ready(int id, std::uint32_t events) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  Connection& connection = *found->second;
  const bool alive = (events & ~static_cast<std::uint32_t>(EPOLLOUT)) == 0 || connection.Read();
  if (!alive || !Advance(connection)) connections_.erase(id);
}

// Answers what has come in, as far as the client takes the answers. False: the connection is over.
bool Server::Advance(Connection& connection) {
  while (connection.Flush() && !connection.Finished()) {
    TellDropped(connection);
    const bool may_answer = connection.watching || !connection.HasBacklog();
    const auto line = may_answer ? connection.NextLine() : std::nullopt;
    if (line) {
      Answer(connection, *line);
      continue;
    }
    connection.watch.SetEvents((may_answer ? EPOLLIN : 0u) | (connection.HasBacklog() ? EPOLLOUT : 0u));
    return true;
  }
  return false;
}

void Server::Answer(Connection& connection, const std::string& line) {
  const json request = json::parse(line, nullptr, false);
  const std::string name = request.is_object() ? TextAt(request, "request") : "";
  if (name.empty()) {
    connection.Send(Line(Failed("a request is a JSON object with a key \"request\"")));
    connection.CloseWhenFlushed();
  } else if (connection.watching) {
    if (name == "end") EndWatching(connection);
  } else if (name == "watch") {
    StartWatching(connection, request);
  } else {
    connection.Send(Line(Reply(connection, request)));
  }
}

json Server::Reply(const Connection& connection, const json& request) const {
  const std::string name = TextAt(request, "request");
  const auto handler = std::find_if(handlers_.begin(), handlers_.end(),
                                    [&](const RequestHandler& candidate) { return candidate.name == name; });
  if (handler == handlers_.end()) {
    return Failed("the agent does not know this request", "is it of the same version as this command?");
  }
  if (handler->root_only && connection.peer().uid != 0) {
    return Failed("only root may ask the agent to " + name, "use sudo");
  }
  try {
    return handler->answer(request);
  } catch (const std::exception& error) {
    return Failed(std::string("the request could not be served: ") + error.what());
  }
}

void Server::StartWatching(Connection& connection, const json& request) {
  connection.watching = true;
  connection.watched_cgroup = TextAt(request, "cgroup");
  connection.Send(Line(Ok()));
}

void Server::EndWatching(Connection& connection) {
  deliver_pending_();
  connection.watching = false;
  connection.Send(Line({{"end", true}, {"dropped", connection.dropped}}));
  connection.CloseWhenFlushed();
}

void Server::TellDropped(Connection& connection) {
  if (!connection.watching || connection.dropped == connection.dropped_told) return;
  const json told{{"dropped", connection.dropped - connection.dropped_told}};
  if (connection.SendIfRoom(Line(told), kMaxWatchBacklogBytes)) connection.dropped_told = connection.dropped;
}

std::size_t Server::Watchers() const {
  return std::count_if(connections_.begin(), connections_.end(),
                       [](const auto& entry) { return entry.second->watching; });
}

void Server::Publish(const nlohmann::ordered_json& event, const std::string& cgroup) {
  std::string line;
  for (const auto& [id, connection] : connections_) {
    if (!connection->watching) continue;
    if (!connection->watched_cgroup.empty() && !IsBeneath(cgroup, connection->watched_cgroup)) continue;
    if (line.empty()) {
      line = "{\"event\":" + event.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "}\n";
    }
    TellDropped(*connection);
    if (!connection->SendIfRoom(line, kMaxWatchBacklogBytes)) {
      ++connection->dropped;
      ++dropped_;
    }
    connection->Flush();  // that a client has gone is noticed when the loop reads from it
    if (connection->HasBacklog()) connection->watch.SetEvents(EPOLLIN | EPOLLOUT);
  }
}

void Server::CloseIdle() {
  const auto limit = std::chrono::steady_clock::now() - kIdleLimit;
  std::erase_if(connections_,
                [&](const auto& entry) { return !entry.second->watching && entry.second->last_progress() < limit; });
}

}  // namespace portlaw::control
