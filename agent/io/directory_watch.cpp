// SPDX-License-Identifier: Apache-2.0
#include "agent/io/directory_watch.h"

#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "agent/io/system_file.h"

namespace portlaw::io {

Result<std::unique_ptr<DirectoryWatch>> DirectoryWatch::Make(EventLoop& loop, const std::string& directory,
                                                             OnMade on_made) {
  const auto own = OpenOwnDirectory(directory);
  if (!own) return tl::make_unexpected(own.error());
  const std::string place = "/proc/self/fd/" + std::to_string(own->get());
  UniqueFd fd(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!fd.valid() || inotify_add_watch(fd.get(), place.c_str(), IN_CREATE | IN_MOVED_TO | IN_ONLYDIR) < 0) {
    return Fail({directory, 0}, std::string("cannot be watched: ") + std::strerror(errno));
  }
  std::unique_ptr<DirectoryWatch> self(new DirectoryWatch(std::move(fd), std::move(on_made)));
  auto watch = loop.OnIo(self->fd_.get(), EPOLLIN, [raw = self.get()](std::uint32_t) { raw->Read(); });
  if (!watch) return tl::make_unexpected(watch.error());
  self->watch_ = std::move(*watch);
  return self;
}

void DirectoryWatch::Read() {
  alignas(inotify_event) std::array<char, 16384> buffer;
  const auto length = read(fd_.get(), buffer.data(), buffer.size());
  for (ssize_t offset = 0; offset < length;) {
    const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + offset);
    offset += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    if (event->len > 0 && (event->mask & IN_ISDIR) != 0) on_made_(event->name);
  }
}

}  // namespace portlaw::io
