// SPDX-License-Identifier: Apache-2.0
// One walk over /proc: which network namespaces there are, and who has which socket open.
#ifndef PORTLAW_AGENT_SCAN_PROC_WALK_H_
#define PORTLAW_AGENT_SCAN_PROC_WALK_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "policy/model/result.h"

namespace portlaw::scan {

// Where the kernel shows the processes of this host.
inline const std::string kProc = "/proc";

using Inode = std::uint64_t;

// What the walk calls, each with a process and, where it says so, a path that can be opened while the process lives.
// Empty functions are not called, and what only they would need is not read.
struct ProcVisitor {
  std::function<void(Inode netns, const std::string& path)> on_namespace;  // of a task, or held open as a descriptor
  std::function<void(pid_t pid, Inode mount_namespace)> on_mount_namespace;
  std::function<void(pid_t pid, std::uint32_t inode)> on_socket;  // once per descriptor
};

struct ProcWalkResult {
  bool complete = true;  // false: stopped at kMaxDescriptors
};

// Descriptors that one walk looks at, of all processes together: some seconds of work.
inline constexpr std::uint64_t kMaxDescriptors = 8'000'000;

// Visits every process under `proc` ("/proc"), task by task and descriptor by descriptor. Processes that end meanwhile
// are passed over. Keeps nothing; time is linear in tasks and descriptors. Errors: `proc` cannot be listed.
Result<ProcWalkResult> WalkProc(const std::string& proc, const ProcVisitor& visitor);

// The number in "net:[4026531840]" where `kind` is "net"; nothing for other texts.
std::optional<Inode> ParseInodeLink(std::string_view link, std::string_view kind);

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_PROC_WALK_H_
