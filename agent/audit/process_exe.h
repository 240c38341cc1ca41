// SPDX-License-Identifier: Apache-2.0
// Which program a process runs.
#ifndef PORTLAW_AGENT_AUDIT_PROCESS_EXE_H_
#define PORTLAW_AGENT_AUDIT_PROCESS_EXE_H_

#include <cstdint>
#include <string>

namespace portlaw::audit {

// Path of the program of `pid` (/proc/PID/exe; "... (deleted)" where the file is gone), as the process itself sees
// it. Empty where the process is gone, or where the pid is by now another process that began after `time_ns`
// (CLOCK_MONOTONIC). /proc/PID/stat gives the start in clock ticks of CLOCK_BOOTTIME (proc(5), field 22).
std::string ProcessExe(std::uint32_t pid, std::uint64_t time_ns);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_PROCESS_EXE_H_
