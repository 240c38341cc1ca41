// SPDX-License-Identifier: Apache-2.0
// The agent's log for people: stderr, in the form that its reader wants.
#ifndef PORTLAW_AGENT_AUDIT_HUMAN_LOG_H_
#define PORTLAW_AGENT_AUDIT_HUMAN_LOG_H_

#include <spdlog/logger.h>

#include <cstdint>
#include <memory>

namespace portlaw::audit {

// A logger on the descriptor `fd`, which stays the caller's. Where the journal reads it (JOURNAL_STREAM, see
// systemd.exec(5)), lines begin with their priority ("<4>", see sd-daemon(3)); else with time and level. A line that
// the reader has no room for is dropped, never waited for: a stopped terminal does not stop the agent.
std::shared_ptr<spdlog::logger> MakeHumanLog(int fd = 2);

// Lines that `log` (made by MakeHumanLog) dropped so far.
std::uint64_t DroppedLines(const spdlog::logger& log);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_HUMAN_LOG_H_
