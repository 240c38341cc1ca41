// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/net_namespace.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <sstream>

namespace portlaw::scan {
namespace {

constexpr int kNetnsCookieOption = 71;  // SO_NETNS_COOKIE, younger than the C library's headers

tl::unexpected<Error> FailNamespace(const std::string& path, const std::string& what) {
  return Fail({path, 0}, what + ": " + std::strerror(errno));
}

// Of a descriptor that may be any file.
Result<NetNamespace> TakeNamespace(io::UniqueFd fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return FailNamespace(path, "cannot be looked at");
  if (::ioctl(fd.get(), NS_GET_NSTYPE) != CLONE_NEWNET) return Fail({path, 0}, "is no network namespace");
  return NetNamespace{status.st_ino, std::move(fd)};
}

int OpenBeneath(int root, const std::string& path) {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof(how)));
}

// mountinfo writes blanks and the like as "\040".
std::string Unescape(const std::string& text) {
  const auto is_octal = [](char c) { return '0' <= c && c <= '7'; };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 3 < text.size() && is_octal(text[i + 1]) && is_octal(text[i + 2]) &&
                        is_octal(text[i + 3]);
    plain +=
        escape ? static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0')) : text[i];
    if (escape) i += 3;
  }
  return plain;
}

}  // namespace

Result<NetNamespace> OpenNetNamespace(const std::string& path) {
  io::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid()) return FailNamespace(path, "cannot be opened");
  return TakeNamespace(std::move(fd), path);
}

Result<NetNamespace> OpenMountedNetNamespace(const std::string& root, const std::string& mount_point) {
  const io::UniqueFd root_fd(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root_fd.valid()) return FailNamespace(root, "cannot be opened");
  const io::UniqueFd place(OpenBeneath(root_fd.get(), mount_point));
  if (!place.valid()) return FailNamespace(root + mount_point, "cannot be opened");
  struct statfs filesystem {};
  if (::fstatfs(place.get(), &filesystem) != 0) return FailNamespace(root + mount_point, "cannot be looked at");
  if (filesystem.f_type != NSFS_MAGIC) return Fail({root + mount_point, 0}, "is no namespace");
  return OpenNetNamespace("/proc/self/fd/" + std::to_string(place.get()));
}

Result<void> EnterNetNamespace(const NetNamespace& netns) {
  if (::setns(netns.fd.get(), CLONE_NEWNET) == 0) return {};
  return FailNamespace("net:[" + std::to_string(netns.inode) + "]", "cannot be entered");
}

Result<std::uint64_t> OwnNetNamespaceCookie() {
  const io::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return FailNamespace("socket", "cannot be opened");
  std::uint64_t cookie = 0;
  socklen_t size = sizeof(cookie);
  if (::getsockopt(socket.get(), SOL_SOCKET, kNetnsCookieOption, &cookie, &size) == 0) return cookie;
  return FailNamespace("SO_NETNS_COOKIE", "cannot be read (kernel 5.14 or newer?)");
}

std::vector<NamespaceMount> ParseNamespaceMounts(std::istream& mountinfo, std::size_t max_bytes) {
  std::vector<NamespaceMount> mounts;
  std::string line;
  while (max_bytes > 0 && std::getline(mountinfo, line)) {
    max_bytes -= std::min(max_bytes, line.size() + 1);
    std::istringstream fields(line);
    std::string id, parent, device, root, mount_point;
    if (!(fields >> id >> parent >> device >> root >> mount_point)) continue;
    if (const auto inode = ParseInodeLink(root, "net")) mounts.push_back({*inode, Unescape(mount_point)});
  }
  return mounts;
}

}  // namespace portlaw::scan
