// SPDX-License-Identifier: Apache-2.0
#include "agent/io/unix_connect.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

namespace portlaw::io {

namespace {

constexpr std::string_view kRuntimeDirectories = "/run/user/";

tl::unexpected<Error> CannotConnect(const std::string& path, int error) {
  return Fail({path, 0}, "cannot be connected to: " + std::generic_category().message(error));
}

// "/run/user/1000" of "/run/user/1000/podman/podman.sock"; empty for other paths.
std::string RuntimeDirectoryOf(const std::string& path) {
  if (!path.starts_with(kRuntimeDirectories)) return {};
  const auto end = path.find('/', kRuntimeDirectories.size());
  return end == std::string::npos ? std::string() : path.substr(0, end);
}

UniqueFd OpenPlace(const std::string& directory, const std::string& rest) {
  const UniqueFd top(open(directory.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!top.valid()) return {};
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
  return UniqueFd(static_cast<int>(syscall(SYS_openat2, top.get(), rest.c_str(), &how, sizeof(how))));
}

std::optional<ucred> CredentialsOf(int fd) {
  ucred credentials{};
  socklen_t length = sizeof(credentials);
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return std::nullopt;
  return credentials;
}

}  // namespace

Result<UnixPlace> LocateUnix(const std::string& path) {
  UnixPlace located;
  std::string name = path;
  if (const std::string directory = RuntimeDirectoryOf(path); !directory.empty()) {
    located.place = OpenPlace(directory, path.substr(directory.size() + 1));
    if (!located.place.valid()) return CannotConnect(path, errno);
    name = "/proc/self/fd/" + std::to_string(located.place.get());
  }
  located.address.sun_family = AF_UNIX;
  if (name.size() >= sizeof(located.address.sun_path)) return CannotConnect(path, ENAMETOOLONG);
  std::memcpy(located.address.sun_path, name.c_str(), name.size() + 1);
  return located;
}

std::optional<uid_t> PeerOf(int fd) {
  const auto credentials = CredentialsOf(fd);
  return credentials ? std::optional(credentials->uid) : std::nullopt;
}

Result<UnixPeer> ConnectUnix(const std::string& path) {
  const auto located = LocateUnix(path);
  if (!located) return tl::make_unexpected(located.error());
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto* address = reinterpret_cast<const sockaddr*>(&located->address);
  if (!fd.valid() || connect(fd.get(), address, sizeof(located->address)) != 0) return CannotConnect(path, errno);
  const auto credentials = CredentialsOf(fd.get());
  if (!credentials) return CannotConnect(path, errno);
  return UnixPeer{std::move(fd), credentials->pid, credentials->uid};
}

}  // namespace portlaw::io
