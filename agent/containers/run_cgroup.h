// SPDX-License-Identifier: Apache-2.0
// The cgroups of `portlaw run --as`: <cgroup root>/portlaw-run/NAME.PID.
#ifndef PORTLAW_AGENT_CONTAINERS_RUN_CGROUP_H_
#define PORTLAW_AGENT_CONTAINERS_RUN_CGROUP_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

#include "policy/model/result.h"

namespace portlaw::containers {

inline constexpr std::string_view kRunDirectory = "portlaw-run";
inline constexpr std::string_view kRunRuntime = "portlaw-run";

// Whether the cgroup at `path` was made by `portlaw run`.
bool IsRunCgroup(std::string_view path);

// A cgroup for one command. It goes, with all that still runs in it, when its owner does.
class RunCgroup {
 public:
  // Makes it beneath `cgroup_root`, for container `name` and the calling process. Removes what calls that were
  // killed have left. Errors: no right to make it, no such root.
  static Result<RunCgroup> Make(const std::string& cgroup_root, const std::string& name);
  RunCgroup(RunCgroup&& other) noexcept
      : directory_(std::exchange(other.directory_, {})), name_(std::move(other.name_)) {}
  RunCgroup& operator=(RunCgroup&&) = delete;
  ~RunCgroup();

  // From `cgroup_root`: "/portlaw-run/NAME.PID".
  std::string PathBeneathRoot() const;

  // Moves the calling process into it. Safe between fork and exec.
  bool Enter() const;

  // Kills whatever still runs in it or beneath, and removes both.
  void Remove();

 private:
  RunCgroup(std::string directory, std::string name) : directory_(std::move(directory)), name_(std::move(name)) {}

  std::string directory_;  // empty once removed or moved from
  std::string name_;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_RUN_CGROUP_H_
