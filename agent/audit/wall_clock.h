// SPDX-License-Identifier: Apache-2.0
// The kernel's clock in events (bpf_ktime_get_ns: CLOCK_MONOTONIC), and the one people read.
#ifndef PORTLAW_AGENT_AUDIT_WALL_CLOCK_H_
#define PORTLAW_AGENT_AUDIT_WALL_CLOCK_H_

#include <chrono>
#include <cstdint>
#include <string>

namespace portlaw::audit {

using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

// When `monotonic_ns` was, by the wall clock as it is set now. Exact unless the clock was stepped, or the host
// suspended, between the event and this call.
WallTime ToWallTime(std::uint64_t monotonic_ns);

// The same of CLOCK_BOOTTIME, which goes on while the host is suspended.
WallTime BootTimeToWallTime(std::uint64_t boottime_ns);

// RFC 3339 in UTC with nanoseconds: "2026-11-01T12:34:56.123456789Z".
std::string ToRfc3339(WallTime time);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_WALL_CLOCK_H_
