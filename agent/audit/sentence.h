// SPDX-License-Identifier: Apache-2.0
// An audit event in words.
#ifndef PORTLAW_AGENT_AUDIT_SENTENCE_H_
#define PORTLAW_AGENT_AUDIT_SENTENCE_H_

#include <string>

#include "agent/audit/audit_event.h"

namespace portlaw::audit {

inline constexpr std::size_t kMaxSentenceBytes = 1024;

// One sentence on one line that says who bound (or was refused) which port, whose it is, the registry line, and what
// to use instead. Pure. Names of others are escaped (policy/printable.h); never longer than kMaxSentenceBytes.
std::string Sentence(const AuditEvent& event);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_SENTENCE_H_
