// SPDX-License-Identifier: Apache-2.0
// The terminal that a process was started from, for a message to whoever sits there.
#ifndef PORTLAW_AGENT_DEVELOPER_TERMINAL_OF_H_
#define PORTLAW_AGENT_DEVELOPER_TERMINAL_OF_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "agent/io/unique_fd.h"

namespace portlaw::developer {

// Where a device of terminals has its file: "/dev/pts/3" for 136:3, "/dev/tty1" for 4:1, "/dev/ttyS0" for 4:64
// (Documentation/admin-guide/devices.txt); nothing for other devices.
std::optional<std::string> TerminalPath(unsigned major, unsigned minor);

// The file system of a line of /proc/PID/mountinfo (proc(5)), if the line is of what is mounted at /dev/pts.
std::optional<dev_t> PseudoTerminalsAt(const std::string& line);

struct Terminal {
  io::UniqueFd fd;  // to write only, and never blocking
  dev_t device = 0;
};

// The controlling terminal of `pid`, if it belongs to one of `users` and takes messages of others (mesg(1)). Nothing
// where it does not, where there is none, where `pid` has gone, and where `pid` has another /dev/pts than this process,
// in which the same number is another terminal.
std::optional<Terminal> TerminalOf(const std::string& proc, pid_t pid, std::span<const uid_t> users);

}  // namespace portlaw::developer

#endif  // PORTLAW_AGENT_DEVELOPER_TERMINAL_OF_H_
