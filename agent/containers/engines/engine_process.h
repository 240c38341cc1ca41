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

struct SocketPeer {
  std::int64_t pid = 0;  // who listens: 1 where systemd does it for the engine
  uid_t uid = 0;
};

// Who listens at the unix socket `path` (SO_PEERCRED: the credentials at listen(), unix(7)). Does not block.
std::optional<SocketPeer> ListenerOf(const std::string& path);

// A process whose program's file name is `program` ("dockerd"), with the lowest pid; 0: none.
std::int64_t FindProcess(std::string_view program);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_ENGINE_PROCESS_H_
