// SPDX-License-Identifier: Apache-2.0
// Notices that a file's contents may have changed, however it was changed: written, replaced by rename, or reached
// through a symbolic link that now leads elsewhere (a Kubernetes ConfigMap swaps `..data`).
#ifndef PORTLAW_AGENT_DAEMON_FILE_WATCH_H_
#define PORTLAW_AGENT_DAEMON_FILE_WATCH_H_

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/io/event_loop.h"
#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::daemon {

// Every directory on the way to `path`, with the names in it that decide what the path means: symbolic links, the file
// itself (or what else is there), the first thing that does not exist (yet). Of the others it is enough to know whether
// they are moved away.
std::map<std::string, std::set<std::string>> NamesOnTheWay(const std::string& path);

// Loop thread only. Neither copied nor moved: the loop calls it.
class FileWatch {
 public:
  // Calls `changed` when one of `paths` may have changed and nothing more has happened for 100 ms, or changes have
  // gone on for a second. When `changed` takes long, it is called less often: it never gets more than about a tenth of
  // the time. `loop` outlives the watch. Errors: no inotify to be had (fs.inotify.max_user_instances).
  static Result<std::unique_ptr<FileWatch>> Make(io::EventLoop& loop, std::vector<std::string> paths,
                                                 std::function<void()> changed);

 private:
  using Clock = std::chrono::steady_clock;

  FileWatch(io::EventLoop& loop, io::UniqueFd inotify, std::vector<std::string> paths, std::function<void()> changed)
      : loop_(loop), inotify_(std::move(inotify)), paths_(std::move(paths)), changed_(std::move(changed)) {}

  void Arm();
  bool ArmOnce();
  void Read();
  bool Concerns(int watch, const std::string& name) const;
  void Noticed();
  void StartTimer();
  void Elapsed();

  io::EventLoop& loop_;
  io::UniqueFd inotify_;
  std::vector<std::string> paths_;
  std::function<void()> changed_;
  std::map<int, std::set<std::string>> names_;  // by watch descriptor
  io::Watch readable_;
  io::Watch timer_;
  bool more_ = false;  // since the timer was started
  Clock::time_point first_{};
  Clock::time_point not_before_{};
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_FILE_WATCH_H_
