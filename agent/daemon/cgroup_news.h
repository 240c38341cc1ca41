// SPDX-License-Identifier: Apache-2.0
// What the kernel tells: keeps the roster in step with the tree of cgroups, and hands on the events of binds.
#ifndef PORTLAW_AGENT_DAEMON_CGROUP_NEWS_H_
#define PORTLAW_AGENT_DAEMON_CGROUP_NEWS_H_

#include <functional>
#include <string>
#include <utility>

#include "agent/containers/roster.h"
#include "agent/kernel/kernel.h"
#include "policy/model/result.h"

namespace portlaw::daemon {

// Loop thread only.
class CgroupNews {
 public:
  using OnBind = std::function<void(const kernel::BindEvent&)>;

  // `kernel` and `roster` outlive it. `root` is the directory that the agent is confined to. Error: it is on no mount
  // of cgroup v2.
  static Result<CgroupNews> Make(kernel::Kernel& kernel, containers::Roster& roster, std::string root, OnBind on_bind);

  // Hands over a batch of what waits.
  void Drain();
  // All that has happened until now.
  void DrainAll();
  // Tells the roster of every cgroup there is.
  Result<void> WalkTree();
  // The cgroup at `path` (from the root of cgroup v2), which the roster knows when this returns.
  Result<containers::CgroupId> Find(const std::string& path);

  // The agent's root, from the root of cgroup v2: "/" or "/a/b".
  const std::string& root_path() const { return root_path_; }

 private:
  CgroupNews(kernel::Kernel& kernel, containers::Roster& roster, std::string root, std::string root_path,
             OnBind on_bind)
      : kernel_(kernel),
        roster_(roster),
        root_(std::move(root)),
        root_path_(std::move(root_path)),
        on_bind_(std::move(on_bind)) {}

  kernel::Kernel& kernel_;
  containers::Roster& roster_;
  std::string root_;
  std::string root_path_;
  OnBind on_bind_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_CGROUP_NEWS_H_
