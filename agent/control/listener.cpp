// SPDX-License-Identifier: Apache-2.0
#include "agent/control/listener.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace portlaw::control {

namespace {

constexpr mode_t kSocketMode = 0660;
constexpr char kOtherPath[] = "choose another path with --socket";

tl::unexpected<Error> SystemError(const std::string& path, const std::string& what, std::string advice = {}) {
  return Fail({path, 0}, what + ": " + std::strerror(errno), std::move(advice));
}

Result<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return Fail({path, 0}, "is no path for a socket: it must have 1 to 107 characters", kOtherPath);
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

// Removes a socket that an agent left behind when it was killed.
Result<void> RemoveStale(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) return Fail({path, 0}, "is there already, and is not a socket", kOtherPath);
  if (ConnectTo(path, SOCK_STREAM | SOCK_CLOEXEC)) {
    return Fail({path, 0}, "another agent answers there", std::string("stop it, or ") + kOtherPath);
  }
  if (unlink(path.c_str()) != 0) return SystemError(path, "an old socket could not be removed");
  return {};
}

}  // namespace

Result<io::UniqueFd> ConnectTo(const std::string& path, int kind) {
  const auto address = AddressOf(path);
  if (!address) return tl::make_unexpected(address.error());
  io::UniqueFd fd(socket(AF_UNIX, kind, 0));
  if (!fd.valid()) return SystemError(path, "no socket to be had");
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0) {
    const bool rights = errno == EACCES || errno == EPERM;
    return SystemError(path, rights ? "no right to talk to the agent" : "no agent answers",
                       rights ? "run it as root" : "start one with 'portlaw agent', or name its --socket");
  }
  return fd;
}

Result<Listener> Listener::Make(const std::string& path, std::optional<gid_t> group) {
  const auto address = AddressOf(path);
  if (!address) return tl::make_unexpected(address.error());
  std::error_code ignored;  // bind says what is wrong
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  if (auto removed = RemoveStale(path); !removed) return tl::make_unexpected(removed.error());
  io::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return SystemError(path, "no socket to be had");
  const mode_t before = umask(0177);
  const int bound = bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address);
  umask(before);
  if (bound != 0) return SystemError(path, "the control socket could not be made", kOtherPath);
  Listener listener(path, std::move(fd));
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return SystemError(path, "the control socket is gone again");
  listener.device_ = status.st_dev;
  listener.inode_ = status.st_ino;
  if (group && lchown(path.c_str(), 0, *group) != 0) return SystemError(path, "its group could not be set");
  if (chmod(path.c_str(), kSocketMode) != 0) return SystemError(path, "its mode could not be set");
  if (listen(listener.fd(), SOMAXCONN) != 0) return SystemError(path, "cannot listen");
  return listener;
}

Listener::~Listener() {
  struct stat status {};
  if (path_.empty() || lstat(path_.c_str(), &status) != 0) return;
  // Not that of a successor.
  if (status.st_dev == device_ && status.st_ino == inode_) unlink(path_.c_str());
}

}  // namespace portlaw::control
