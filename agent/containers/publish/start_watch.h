// SPDX-License-Identifier: Apache-2.0
// Which container an engine is about to start, by the files that it writes for it before it binds its ports: while an
// engine starts a container it answers no question about it.
#ifndef PORTLAW_AGENT_CONTAINERS_PUBLISH_START_WATCH_H_
#define PORTLAW_AGENT_CONTAINERS_PUBLISH_START_WATCH_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "agent/io/event_loop.h"
#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::containers {

// Loop thread only.
class StartWatch {
 public:
  using OnStart = std::function<void(const std::string& id)>;

  static Result<std::unique_ptr<StartWatch>> Make(io::EventLoop& loop, OnStart on_start);

  // Watches these containers, by id, and no others. `directory`: where the engine keeps a directory for each, which is
  // left out where it is not the agent's user's own. At most kMaxWatched.
  void Watch(const std::string& directory, const std::set<std::string>& ids);

  static constexpr std::size_t kMaxWatched = 4096;

 private:
  StartWatch(io::UniqueFd fd, OnStart on_start) : fd_(std::move(fd)), on_start_(std::move(on_start)) {}
  void Add(const std::string& directory, const std::string& id);
  void Read();

  io::UniqueFd fd_;
  OnStart on_start_;
  std::map<int, std::string> ids_;               // by watch descriptor
  std::multimap<std::string, int> descriptors_;  // the other way round
  io::Watch watch_;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_PUBLISH_START_WATCH_H_
