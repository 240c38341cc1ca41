// SPDX-License-Identifier: Apache-2.0
// Where `portlaw run --as` puts its cgroups: <cgroup root>/portlaw-run/NAME.PID.
#ifndef PORTLAW_AGENT_CONTAINERS_RUN_CGROUP_H_
#define PORTLAW_AGENT_CONTAINERS_RUN_CGROUP_H_

#include <string>
#include <string_view>

namespace portlaw::containers {

inline constexpr std::string_view kRunDirectory = "portlaw-run";
inline constexpr std::string_view kRunRuntime = "portlaw-run";

// Whether the cgroup at `path` was made by `portlaw run`.
inline bool IsRunCgroup(std::string_view path) {
  const auto leaf = path.find_last_of('/');
  if (leaf == std::string_view::npos) return false;
  const std::string_view parent = path.substr(0, leaf);
  return parent.substr(parent.find_last_of('/') + 1) == kRunDirectory;
}

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_RUN_CGROUP_H_
