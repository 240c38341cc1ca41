// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/delivery.h"

#include <poll.h>

namespace portlaw::sinks {

bool WaitUntilWritable(int fd, const std::function<bool()>& halted) {
  constexpr std::chrono::milliseconds kLook{100};  // how soon `halted` is seen
  for (auto waited = kLook; waited <= kReceiverPatience && !halted(); waited += kLook) {
    pollfd writable{.fd = fd, .events = POLLOUT, .revents = 0};
    if (poll(&writable, 1, static_cast<int>(kLook.count())) > 0) return true;
  }
  return false;
}

}  // namespace portlaw::sinks
