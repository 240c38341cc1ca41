// SPDX-License-Identifier: Apache-2.0
#include "agent/io/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "agent/io/unique_fd.h"

namespace portlaw::io {

namespace {

std::string AdviceFor(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return "check the path";
    case EACCES:
    case EPERM:
      return "run as a user who may read it";
    case ELOOP:
      return "its symbolic links lead in a circle";
    default:
      return {};
  }
}

tl::unexpected<Error> CannotRead(const std::string& path, int error) {
  return Fail({path, 0}, "cannot be read: " + std::generic_category().message(error), AdviceFor(error));
}

tl::unexpected<Error> NotReadable(const std::string& path, mode_t mode) {
  if (S_ISDIR(mode)) return Fail({path, 0}, "is a directory", "name a file in it");
  if (S_ISSOCK(mode)) return Fail({path, 0}, "is a socket", "name a file");
  return Fail({path, 0}, "is a pipe or a device, and reading it might never end", "name a regular file");
}

}  // namespace

Result<UniqueFd> OpenForReading(const std::string& path, FileKind kind) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) return CannotRead(path, errno);
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0) return CannotRead(path, errno);
  const mode_t mode = status.st_mode;
  const bool stream = S_ISFIFO(mode) || S_ISCHR(mode) || S_ISBLK(mode);
  if (!S_ISREG(mode) && !(stream && kind == FileKind::kAny)) return NotReadable(path, mode);
  if (::fcntl(fd.get(), F_SETFL, O_RDONLY) != 0) return CannotRead(path, errno);
  return fd;
}

Result<std::string> ReadFile(const std::string& path, std::size_t max_bytes, FileKind kind) {
  const Result<UniqueFd> fd = OpenForReading(path, kind);
  if (!fd) return tl::make_unexpected(fd.error());
  constexpr std::size_t kChunk = 64 * 1024;
  std::string text;
  for (;;) {
    const std::size_t length = text.size();
    if (length > max_bytes) {
      return Fail({path, 0}, "is longer than " + std::to_string(max_bytes) + " bytes", "is it the right file?");
    }
    text.resize(length + std::min(kChunk, max_bytes + 1 - length));
    const ssize_t got = ::read(fd->get(), text.data() + length, text.size() - length);
    text.resize(length + std::max<ssize_t>(got, 0));
    if (got == 0) return text;
    if (got < 0 && errno != EINTR) return CannotRead(path, errno);
  }
}

}  // namespace portlaw::io
