// SPDX-License-Identifier: Apache-2.0
// What several formats say of an event.
#ifndef PORTLAW_AGENT_SINKS_EVENT_PARTS_H_
#define PORTLAW_AGENT_SINKS_EVENT_PARTS_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "agent/audit/audit_event.h"

namespace portlaw::sinks {

using Json = nlohmann::ordered_json;

inline constexpr std::size_t kMaxNameBytes = 256;
inline constexpr std::size_t kMaxPathBytes = 4096;

// The text, cut; null where it is empty.
Json TextOrNull(std::string_view text, std::size_t max_bytes = kMaxNameBytes);

// Without members that are null or empty, at every depth.
Json WithoutGaps(const Json& json);

// "ports.md:57"; empty where no line decided.
std::string RuleText(const audit::AuditEvent& event);

// This host's name, as it was at first.
const std::string& HostName();

std::int64_t Milliseconds(const audit::AuditEvent& event);  // since the epoch

// How grave it is, by RFC 5424's numbers: 2 critical (tampering), 4 warning (refused, or would have been), 5 notice.
int SyslogSeverity(const audit::AuditEvent& event);

bool IsTamper(const audit::AuditEvent& event);

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_EVENT_PARTS_H_
