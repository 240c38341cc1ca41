// SPDX-License-Identifier: Apache-2.0
#include "agent/io/system_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace portlaw::io {

namespace {

tl::unexpected<Error> CannotOpen(const std::string& path, int error) {
  return Fail({path, 0}, "cannot be read: " + std::generic_category().message(error));
}

UniqueFd OpenBeneath(int directory, const std::string& name) {
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return UniqueFd(static_cast<int>(syscall(SYS_openat2, directory, name.c_str(), &how, sizeof(how))));
}

}  // namespace

Result<UniqueFd> OpenOwnDirectory(const std::string& directory) {
  UniqueFd fd(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  struct stat about {};
  if (!fd.valid() || ::fstat(fd.get(), &about) != 0) return CannotOpen(directory, errno);
  if (about.st_uid != ::geteuid()) return Fail({directory, 0}, "is not the agent's user's own directory");
  return fd;
}

Result<std::string> ReadSystemFile(const std::string& directory, const std::string& name, std::size_t max_bytes) {
  const std::string path = directory + "/" + name;
  const auto parent = OpenOwnDirectory(directory);
  if (!parent) return tl::make_unexpected(parent.error());
  const UniqueFd fd = OpenBeneath(parent->get(), name);
  struct stat about {};
  if (!fd.valid() || ::fstat(fd.get(), &about) != 0) return CannotOpen(path, errno);
  if (!S_ISREG(about.st_mode)) return Fail({path, 0}, "is not a regular file");
  if (about.st_uid != ::geteuid()) return Fail({path, 0}, "is not the agent's user's own file");
  std::string text;
  for (;;) {
    const std::size_t length = text.size();
    if (length > max_bytes) return Fail({path, 0}, "is longer than " + std::to_string(max_bytes) + " bytes");
    text.resize(std::min(max_bytes + 1, length + 64 * 1024));
    const ssize_t got = ::read(fd.get(), text.data() + length, text.size() - length);
    text.resize(length + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return text;
    if (got < 0 && errno != EINTR) return CannotOpen(path, errno);
  }
}

}  // namespace portlaw::io
