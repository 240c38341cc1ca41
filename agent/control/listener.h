// SPDX-License-Identifier: Apache-2.0
// The control socket's place in the file system.
#ifndef PORTLAW_AGENT_CONTROL_LISTENER_H_
#define PORTLAW_AGENT_CONTROL_LISTENER_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>

#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::control {

// A listening unix socket at a path; the path goes with it.
class Listener {
 public:
  // Mode 0660, owned by root and `group` (root's where none is given); nobody else can connect at any moment. Makes
  // the directory (0755) where it is missing. A socket that nobody answers on is replaced. Errors: somebody answers;
  // the path is there and no socket, or too long.
  static Result<Listener> Make(const std::string& path, std::optional<gid_t> group);
  Listener(Listener&& other) noexcept
      : path_(std::exchange(other.path_, {})),
        fd_(std::move(other.fd_)),
        device_(other.device_),
        inode_(other.inode_) {}
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  int fd() const { return fd_.get(); }

 private:
  Listener(std::string path, io::UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}

  std::string path_;  // empty after a move
  io::UniqueFd fd_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

// A connection to the unix socket at `path`. `kind` is SOCK_STREAM with flags.
Result<io::UniqueFd> ConnectTo(const std::string& path, int kind);

}  // namespace portlaw::control

#endif  // PORTLAW_AGENT_CONTROL_LISTENER_H_
