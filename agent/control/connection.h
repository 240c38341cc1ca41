// SPDX-License-Identifier: Apache-2.0
// One client of the control socket: bytes in, lines out, both bounded.
#ifndef PORTLAW_AGENT_CONTROL_CONNECTION_H_
#define PORTLAW_AGENT_CONTROL_CONNECTION_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "agent/control/peer.h"
#include "agent/io/event_loop.h"
#include "agent/io/unique_fd.h"

namespace portlaw::control {

// Never blocks: what the client does not take stays in the backlog.
class Connection {
 public:
  Connection(io::UniqueFd fd, Peer peer) : fd_(std::move(fd)), peer_(std::move(peer)) {}

  int fd() const { return fd_.get(); }
  const Peer& peer() const { return peer_; }

  // Takes what the socket has. False: the client has gone, or sent more than a request may have.
  bool Read();
  // The next whole line, without its newline.
  std::optional<std::string> NextLine();

  void Send(const std::string& line);
  // For streams: false, and nothing is sent, where the backlog would grow beyond `max_backlog` bytes.
  bool SendIfRoom(const std::string& line, std::size_t max_backlog);
  // Hands over what the socket takes. False: the client has gone.
  bool Flush();
  bool HasBacklog() const { return !output_.empty(); }

  // Once the backlog is out there is nothing more to say.
  void CloseWhenFlushed() { closing_ = true; }
  bool Finished() const { return closing_ && !HasBacklog(); }

  // When Read or Flush last got somewhere.
  std::chrono::steady_clock::time_point last_progress() const { return last_progress_; }

  io::Watch watch;
  bool watching = false;           // it is sent events
  std::string watched_cgroup;      // of this cgroup and those beneath; empty: all
  std::uint64_t dropped = 0;       // events it was too slow for
  std::uint64_t dropped_told = 0;  // of which it knows

 private:
  io::UniqueFd fd_;
  Peer peer_;
  std::string input_;
  std::string output_;
  bool closing_ = false;
  std::chrono::steady_clock::time_point last_progress_ = std::chrono::steady_clock::now();
};

}  // namespace portlaw::control

#endif  // PORTLAW_AGENT_CONTROL_CONNECTION_H_
