// SPDX-License-Identifier: Apache-2.0
// What /proc tells of one process.
#ifndef PORTLAW_AGENT_SCAN_PROCESS_H_
#define PORTLAW_AGENT_SCAN_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portlaw::scan {

struct Process {
  pid_t pid = 0;
  std::string comm;    // as the process set it: hostile
  std::string cgroup;  // path in cgroup v2; empty where it is in none
  std::chrono::sys_seconds started;
  std::string exe = {};                             // path, as its own root directory has it; empty where it is hidden
  std::optional<std::uint32_t> uid = std::nullopt;  // effective

  bool operator==(const Process&) const = default;
};

// When `pid` started, in clock ticks since the machine booted; with the pid, it names a process for good.
// Nothing where there is no such process.
std::optional<std::uint64_t> StartTicks(const std::string& proc, pid_t pid);

// The device of the controlling terminal of `pid`, as ParseTerminal tells it.
std::optional<std::uint32_t> ReadTerminal(const std::string& proc, pid_t pid);

// The process `pid`, if it is still the one that started at `start_ticks`.
std::optional<Process> ReadProcess(const std::string& proc, pid_t pid, std::uint64_t start_ticks);

// Field 22 of a /proc/PID/stat line, whose second field may hold anything, brackets and blanks too (proc(5)).
std::optional<std::uint64_t> ParseStartTicks(std::string_view stat);

// Field 7 of such a line: the device of the controlling terminal, as the kernel packs it; nothing where there is none.
std::optional<std::uint32_t> ParseTerminal(std::string_view stat);

// The effective user of a /proc/PID/status text (proc(5)); nothing where it does not say.
std::optional<std::uint32_t> ParseEffectiveUid(std::string_view status);

// The path of the line "0::/path" of a /proc/PID/cgroup text; empty where there is none (cgroups(7)).
std::string_view ParseCgroup2Path(std::string_view text);

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_PROCESS_H_
