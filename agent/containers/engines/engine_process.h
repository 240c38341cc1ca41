// SPDX-License-Identifier: Apache-2.0
// The processes behind an engine and its containers, as /proc shows them.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_ENGINE_PROCESS_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_ENGINE_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portlaw::containers {

// The path of a process in cgroup v2, as its line in /proc/PID/cgroup has it ("0::/a/b", cgroups(7)); nothing where
// there is no such line, or the path is outside the reader's cgroup namespace. `text` is the whole file.
std::optional<std::string> Cgroup2PathOf(std::string_view text);

// The same, of a process. Nothing where it is gone.
std::optional<std::string> CgroupPathOfProcess(std::int64_t pid);

// Parent of `pid`; 0 where it is gone.
std::int64_t ParentOf(std::int64_t pid);

// The real user of a process, "PID" as in /proc; nothing where it is gone.
std::optional<std::uint32_t> UserOfProcess(const std::string& pid);

// The process of `uid` that has the socket listening at `path` open, not counting systemd (pid 1), which may listen for
// it; of several, the one with the lowest pid. 0: none.
std::int64_t FindListener(const std::string& path, std::uint32_t uid);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_ENGINE_PROCESS_H_
