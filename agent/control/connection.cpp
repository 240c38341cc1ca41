// SPDX-License-Identifier: Apache-2.0
#include "agent/control/connection.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "agent/control/protocol.h"

namespace portlaw::control {

bool Connection::Read() {
  std::array<char, 16384> chunk;
  const ssize_t got = recv(fd(), chunk.data(), chunk.size(), MSG_DONTWAIT);
  if (got == 0) return false;
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  last_progress_ = std::chrono::steady_clock::now();
  input_.append(chunk.data(), static_cast<std::size_t>(got));
  return input_.size() <= kMaxRequestBytes;
}

std::optional<std::string> Connection::NextLine() {
  const auto end = input_.find('\n');
  if (end == std::string::npos) return std::nullopt;
  std::string line = input_.substr(0, end);
  input_.erase(0, end + 1);
  return line;
}

void Connection::Send(const std::string& line) { output_ += line; }

bool Connection::SendIfRoom(const std::string& line, std::size_t max_backlog) {
  if (output_.size() + line.size() > max_backlog) return false;
  Send(line);
  return true;
}

bool Connection::Flush() {
  std::size_t sent = 0;
  while (sent < output_.size()) {
    const ssize_t took = send(fd(), output_.data() + sent, output_.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (took < 0 && errno == EINTR) continue;
    if (took < 0) break;
    last_progress_ = std::chrono::steady_clock::now();
    sent += static_cast<std::size_t>(took);
  }
  const bool alive = sent == output_.size() || errno == EAGAIN;
  output_.erase(0, sent);
  return alive;
}

}  // namespace portlaw::control
