// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/file_watch.h"

#include <spdlog/spdlog.h>
#include <sys/epoll.h>
#include <sys/inotify.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <system_error>
#include <utility>

#include "policy/text/printable.h"

namespace portlaw::daemon {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kQuiet{100};
constexpr milliseconds kLongest{1000};
constexpr int kShare = 10;     // at most one part in so many of the time is spent on `changed`
constexpr int kMaxLinks = 40;  // as the kernel follows (path_resolution(7))
constexpr int kMaxAttempts = 10;
constexpr std::uint32_t kSelf = IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::uint32_t kEntries = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE;

}  // namespace

std::map<std::string, std::set<std::string>> NamesOnTheWay(const std::string& path) {
  std::map<std::string, std::set<std::string>> names;
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  std::deque<fs::path> rest(whole.begin(), whole.end());
  fs::path directory = "/";
  for (int links = 0; !rest.empty() && links <= kMaxLinks;) {
    const fs::path name = rest.front();
    rest.pop_front();
    if (name == "/" || name == "." || name.empty()) continue;
    if (name == "..") {
      directory = directory.parent_path();
      continue;
    }
    std::set<std::string>& in_it = names[directory];
    const fs::path next = directory / name;
    const auto kind = fs::symlink_status(next, error).type();
    if (kind == fs::file_type::directory && !rest.empty()) {
      directory = next;
      continue;
    }
    in_it.insert(name);  // also a directory where the file should be: a file may take its place
    if (kind != fs::file_type::symlink) break;
    ++links;
    const fs::path target = fs::read_symlink(next, error);
    if (target.is_absolute()) directory = "/";
    rest.insert(rest.begin(), target.begin(), target.end());
  }
  return names;
}

Result<std::unique_ptr<FileWatch>> FileWatch::Make(io::EventLoop& loop, std::vector<std::string> paths,
                                                   std::function<void()> changed) {
  io::UniqueFd inotify(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!inotify.valid()) {
    return Fail({}, std::string("files cannot be watched: ") + std::strerror(errno),
                "raise fs.inotify.max_user_instances; until then reload by SIGHUP");
  }
  std::unique_ptr<FileWatch> watch(new FileWatch(loop, std::move(inotify), std::move(paths), std::move(changed)));
  auto readable = loop.OnIo(watch->inotify_.get(), EPOLLIN, [self = watch.get()](auto) { self->Read(); });
  if (!readable) return tl::make_unexpected(readable.error());
  watch->readable_ = std::move(*readable);
  watch->Arm();
  return watch;
}

// What appears between a look and its watch is seen by the next look.
void FileWatch::Arm() {
  for (int i = 0; i < kMaxAttempts && ArmOnce(); ++i) {
  }
}

// True: the way has changed.
bool FileWatch::ArmOnce() {
  std::map<std::string, std::set<std::string>> way;
  for (const std::string& path : paths_) {
    for (auto& [directory, in_it] : NamesOnTheWay(path)) way[directory].merge(in_it);
  }
  std::map<int, std::set<std::string>> names;
  for (auto& [directory, in_it] : way) {
    const std::uint32_t mask = in_it.empty() ? kSelf : kSelf | kEntries;
    const int watch = inotify_add_watch(inotify_.get(), directory.c_str(), mask);
    if (watch >= 0) {
      names[watch] = std::move(in_it);
    } else if (errno != ENOENT && errno != ENOTDIR) {
      spdlog::warn("{} cannot be watched: {}; changes may need SIGHUP", Printable(directory), std::strerror(errno));
    }
  }
  for (const auto& [watch, in_it] : names_) {
    if (!names.contains(watch)) inotify_rm_watch(inotify_.get(), watch);
  }
  std::swap(names_, names);
  return names_ != names;
}

bool FileWatch::Concerns(int watch, const std::string& name) const {
  if (watch < 0) return true;  // the kernel's queue was full: anything may have happened
  const auto names = names_.find(watch);
  return names != names_.end() && (name.empty() || names->second.contains(name));
}

void FileWatch::Read() {
  alignas(inotify_event) std::array<char, 65536> buffer;
  const ssize_t got = read(inotify_.get(), buffer.data(), buffer.size());
  bool concerned = false;
  for (ssize_t at = 0; at < got;) {
    const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
    const bool removed = (event->mask & IN_IGNORED) != 0;  // by ourselves, in Arm
    concerned |= !removed && Concerns(event->wd, event->len > 0 ? event->name : "");
    at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
  }
  if (concerned) Noticed();
}

void FileWatch::Noticed() {
  Arm();
  if (timer_) {
    more_ = true;
    return;
  }
  first_ = Clock::now();
  StartTimer();
}

void FileWatch::StartTimer() {
  more_ = false;
  const auto rest = std::chrono::duration_cast<milliseconds>(not_before_ - Clock::now());
  auto timer = loop_.After(std::max(kQuiet, rest), [this] { Elapsed(); });
  if (timer) timer_ = std::move(*timer);
}

void FileWatch::Elapsed() {
  if (more_ && Clock::now() - first_ < kLongest) return StartTimer();
  timer_ = {};
  const auto begin = Clock::now();
  changed_();
  not_before_ = Clock::now() + (Clock::now() - begin) * kShare;
}

}  // namespace portlaw::daemon
