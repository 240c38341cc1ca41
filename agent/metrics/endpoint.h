// SPDX-License-Identifier: Apache-2.0
// GET /metrics over HTTP, on the agent's loop.
#ifndef PORTLAW_AGENT_METRICS_ENDPOINT_H_
#define PORTLAW_AGENT_METRICS_ENDPOINT_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "agent/control/listener.h"
#include "agent/io/event_loop.h"
#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::metrics {

// Makes the metrics; none where they cannot be had now.
using MakeText = std::function<std::optional<std::string>()>;

// The answer to an HTTP/1.1 request whose head is `head`; `text` makes the metrics and is called for them only.
std::string AnswerTo(std::string_view head, const MakeText& text);

// Loop thread only. Never blocks: what a client does not take at once waits, and a client that dawdles is closed.
class Endpoint {
 public:
  static constexpr std::size_t kMaxClients = 16;             // further ones are closed at once
  static constexpr std::size_t kMaxRequestBytes = 8 * 1024;  // of the head; bodies are not read
  static constexpr std::chrono::seconds kPatience{10};       // from connecting until the answer is out

  // `listen`: "ADDRESS:PORT" of IPv4, "[ADDRESS]:PORT" of IPv6, or "unix:PATH" (root's, mode 0660). `text` makes the
  // metrics at each request. Errors: `listen` is none of these, or nothing can listen there.
  static Result<std::unique_ptr<Endpoint>> Make(io::EventLoop& loop, const std::string& listen, MakeText text);
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

 private:
  struct Client {
    io::UniqueFd fd;
    std::string input;
    std::string output;
    io::Watch timeout;  // destroyed before what they watch
    io::Watch watch;
  };
  using Clients = std::list<Client>;

  Endpoint(io::EventLoop& loop, MakeText text) : loop_(loop), text_(std::move(text)) {}

  Result<void> Listen(const std::string& listen);
  int fd() const { return unix_ ? unix_->fd() : tcp_.get(); }
  void Accept();
  void Serve(Clients::iterator client);
  bool Read(Client& client);
  bool Write(Client& client);

  io::EventLoop& loop_;
  MakeText text_;
  std::optional<control::Listener> unix_;
  io::UniqueFd tcp_;
  Clients clients_;
  io::Watch watch_;
};

}  // namespace portlaw::metrics

#endif  // PORTLAW_AGENT_METRICS_ENDPOINT_H_
