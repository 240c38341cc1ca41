// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/cgroup_news.h"

#include <poll.h>

#include "agent/kernel/cgroup_tree.h"

namespace portlaw::daemon {

using containers::CgroupId;

namespace {

constexpr int kMaxBatches = 64;

}  // namespace

Result<CgroupNews> CgroupNews::Make(kernel::Kernel& kernel, containers::Roster& roster, std::string root,
                                    OnBind on_bind) {
  auto path = kernel::CgroupPathOf(root);
  if (!path) return tl::make_unexpected(path.error());
  return CgroupNews(kernel, roster, std::move(root), std::move(*path), std::move(on_bind));
}

void CgroupNews::Drain() {
  kernel_.Drain(on_bind_, [this](const kernel::CgroupEvent& event) {
    if (event.made) {
      roster_.OnCreated({event.cgroup, event.parent, event.path, event.time_ns});
    } else {
      roster_.OnRemoved(event.cgroup);
    }
  });
}

// What has happened until now is within so many batches; what goes on happening need not be waited for.
void CgroupNews::DrainAll() {
  pollfd events{kernel_.EventsFd(), POLLIN, 0};
  for (int i = 0; i < kMaxBatches && poll(&events, 1, 0) == 1; ++i) Drain();
}

Result<void> CgroupNews::WalkTree() {
  roster_.BeginWalk();
  auto walked = kernel::WalkCgroups(root_, [this](CgroupId id, const std::string& path, CgroupId parent) {
    roster_.OnCreated({id, parent, path});
  });
  if (walked) roster_.EndWalk();
  return walked;
}

Result<CgroupId> CgroupNews::Find(const std::string& path) {
  const std::string root = root_path_ == "/" ? "" : root_path_;
  if (!path.starts_with(root + "/")) {
    return Fail({path, 0}, "is not beneath the agent's cgroup root, " + root_path_);
  }
  auto cgroup = kernel::CgroupIdOf(root_ + path.substr(root.size()));
  if (!cgroup || roster_.Knows(*cgroup)) return cgroup;
  DrainAll();  // the news that it was made may be waiting
  if (!roster_.Knows(*cgroup)) {
    if (auto walked = WalkTree(); !walked) return tl::make_unexpected(walked.error());
  }
  return cgroup;
}

}  // namespace portlaw::daemon
