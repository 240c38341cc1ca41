// SPDX-License-Identifier: Apache-2.0
// Points in time as people and logs write them.
#ifndef PORTLAW_AGENT_AUDIT_TIME_TEXT_H_
#define PORTLAW_AGENT_AUDIT_TIME_TEXT_H_

#include <optional>
#include <string_view>

#include "agent/audit/wall_clock.h"

namespace portlaw::audit {

// RFC 3339, section 5.6: "2026-11-01T12:34:56.5Z", "2026-11-01 13:34:56+01:00". Digits past nanoseconds are cut off; a
// leap second is the second after it. None for anything else, and for years before 1970 and after 2261.
std::optional<WallTime> ParseRfc3339(std::string_view text);

// The same, or a span of time before `now`: "90s", "15m", "2h", "7d", "2w".
std::optional<WallTime> ParseSince(std::string_view text, WallTime now);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_TIME_TEXT_H_
