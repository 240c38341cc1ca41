// SPDX-License-Identifier: Apache-2.0
// Syslog messages by RFC 5424.
#ifndef PORTLAW_AGENT_SINKS_SYSLOG_MESSAGE_H_
#define PORTLAW_AGENT_SINKS_SYSLOG_MESSAGE_H_

#include <string>
#include <string_view>

#include "agent/audit/audit_event.h"

namespace portlaw::sinks {

// A whole message: facility authpriv (10), MSGID the reason, the event's main parts as structured data, and `text` as
// what it says. Without a newline and without a length.
std::string SyslogMessage(const audit::AuditEvent& event, std::string_view text);

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_SYSLOG_MESSAGE_H_
