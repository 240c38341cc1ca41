// SPDX-License-Identifier: Apache-2.0
// Entries of systemd's journal, in its native protocol. Written here rather than by sd_journal_send, which waits for as
// long as the journal does and knows one socket only.
#ifndef PORTLAW_AGENT_SINKS_JOURNAL_ENTRY_H_
#define PORTLAW_AGENT_SINKS_JOURNAL_ENTRY_H_

#include <string>

#include "agent/audit/audit_event.h"

namespace portlaw::sinks {

// A datagram: MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, SYSLOG_FACILITY and PORTLAW_... fields; what is empty is left out.
std::string JournalEntry(const audit::AuditEvent& event);

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_JOURNAL_ENTRY_H_
