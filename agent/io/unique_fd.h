// SPDX-License-Identifier: Apache-2.0
// A file descriptor with one owner.
#ifndef PORTLAW_AGENT_IO_UNIQUE_FD_H_
#define PORTLAW_AGENT_IO_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace portlaw::io {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UniqueFd() {
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

}  // namespace portlaw::io

#endif  // PORTLAW_AGENT_IO_UNIQUE_FD_H_
