// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/start_watch.h"

#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "agent/io/system_file.h"

namespace portlaw::containers {

namespace {

// Docker writes the first three into a container's directory when it starts it, and not when it makes it; Podman the
// last one into userdata/ beneath.
constexpr std::string_view kWritten[] = {"hostname", "hosts", "resolv.conf", "config.json"};
constexpr const char* kPlaces[] = {"", "/userdata"};

}  // namespace

Result<std::unique_ptr<StartWatch>> StartWatch::Make(io::EventLoop& loop, OnStart on_start) {
  io::UniqueFd fd(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!fd.valid()) return Fail({}, std::string("no files can be watched: ") + std::strerror(errno));
  std::unique_ptr<StartWatch> self(new StartWatch(std::move(fd), std::move(on_start)));
  auto watch = loop.OnIo(self->fd_.get(), EPOLLIN, [raw = self.get()](std::uint32_t) { raw->Read(); });
  if (!watch) return tl::make_unexpected(watch.error());
  self->watch_ = std::move(*watch);
  return self;
}

void StartWatch::Watch(const std::string& directory, const std::set<std::string>& ids) {
  for (auto entry = descriptors_.begin(); entry != descriptors_.end();) {
    if (ids.contains(entry->first)) {
      ++entry;
      continue;
    }
    inotify_rm_watch(fd_.get(), entry->second);
    ids_.erase(entry->second);
    entry = descriptors_.erase(entry);
  }
  for (const std::string& id : ids) {
    if (!descriptors_.contains(id) && ids_.size() < kMaxWatched) Add(directory, id);
  }
}

void StartWatch::Add(const std::string& directory, const std::string& id) {
  for (const char* place : kPlaces) {
    const auto own = io::OpenOwnDirectory(directory + "/" + id + place);
    if (!own) continue;
    const std::string path = "/proc/self/fd/" + std::to_string(own->get());
    const int descriptor = inotify_add_watch(fd_.get(), path.c_str(), IN_CREATE | IN_MODIFY | IN_MOVED_TO | IN_ONLYDIR);
    if (descriptor < 0) continue;
    ids_[descriptor] = id;
    descriptors_.emplace(id, descriptor);
  }
}

void StartWatch::Read() {
  alignas(inotify_event) std::array<char, 16384> buffer;
  const auto length = read(fd_.get(), buffer.data(), buffer.size());
  std::set<std::string> started;
  for (ssize_t offset = 0; offset < length;) {
    const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + offset);
    offset += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    const auto id = ids_.find(event->wd);
    if (id == ids_.end() || event->len == 0) continue;
    const std::string_view name = event->name;
    if (std::any_of(std::begin(kWritten), std::end(kWritten), [&](auto word) { return name.starts_with(word); })) {
      started.insert(id->second);
    }
  }
  for (const std::string& id : started) on_start_(id);
}

}  // namespace portlaw::containers
