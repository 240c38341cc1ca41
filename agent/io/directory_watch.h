// SPDX-License-Identifier: Apache-2.0
// What is made in a directory, told by inotify.
#ifndef PORTLAW_AGENT_IO_DIRECTORY_WATCH_H_
#define PORTLAW_AGENT_IO_DIRECTORY_WATCH_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "agent/io/event_loop.h"
#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::io {

// Loop thread only.
class DirectoryWatch {
 public:
  using OnMade = std::function<void(std::string_view name)>;

  // Calls `on_made` with the name of each directory that is made in `directory` from now on. What comes while more
  // than the kernel's queue is waiting (fs.inotify.max_queued_events) is lost. Errors: no such directory, or one that
  // is not the agent's user's own.
  static Result<std::unique_ptr<DirectoryWatch>> Make(EventLoop& loop, const std::string& directory, OnMade on_made);

 private:
  DirectoryWatch(UniqueFd fd, OnMade on_made) : fd_(std::move(fd)), on_made_(std::move(on_made)) {}
  void Read();

  UniqueFd fd_;
  OnMade on_made_;
  Watch watch_;
};

}  // namespace portlaw::io

#endif  // PORTLAW_AGENT_IO_DIRECTORY_WATCH_H_
