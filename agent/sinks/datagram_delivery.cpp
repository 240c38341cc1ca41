// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/datagram_delivery.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace portlaw::sinks {

bool DatagramDelivery::Connect() {
  if (fd_.valid()) return true;
  io::UniqueFd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path_.copy(address.sun_path, sizeof address.sun_path - 1);
  if (!fd.valid() || connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return false;
  fd_ = std::move(fd);
  return true;
}

Outcome DatagramDelivery::Deliver(std::span<const EventPointer> events, const std::function<bool()>& halted) {
  Outcome outcome;
  while (outcome.sent + outcome.refused < events.size()) {
    if (!Connect()) {
      outcome.error = path_ + ": " + std::strerror(errno);
      return outcome;
    }
    const std::string datagram = encode_(*events[outcome.sent + outcome.refused]);
    if (send(fd_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL) >= 0) {
      ++outcome.sent;
    } else if (errno == EMSGSIZE) {
      ++outcome.refused;
      outcome.error = path_ + ": " + std::strerror(EMSGSIZE);
    } else if (errno == EAGAIN || errno == ENOBUFS) {
      if (WaitUntilWritable(fd_.get(), halted)) continue;
      outcome.error = path_ + ": the receiver does not read";
      return outcome;
    } else if (errno != EINTR) {
      outcome.error = path_ + ": " + std::strerror(errno);
      fd_ = io::UniqueFd();
      return outcome;
    }
  }
  return outcome;
}

}  // namespace portlaw::sinks
