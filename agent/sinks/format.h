// SPDX-License-Identifier: Apache-2.0
// What an audit event says in the words of others. A format is one file, one function here and one line in format.cpp.
#ifndef PORTLAW_AGENT_SINKS_FORMAT_H_
#define PORTLAW_AGENT_SINKS_FORMAT_H_

#include <string>

#include "agent/audit/audit_event.h"
#include "policy/decide/settings.h"

namespace portlaw::sinks {

// All give one line without the newline, valid UTF-8 and harmless to a terminal, whatever the names hold; names are
// cut.

// OCSF 1.3, Network Activity (4001) with the profiles security_control, host and container. Not a Detection Finding:
// that has a life (created, updated, closed) and an identity which a refused bind has not, while a network activity has
// the port, the process and the verdict where every consumer of that class looks for them.
std::string OcsfLine(const audit::AuditEvent& event);

// Elastic Common Schema 8.11; what it has no field for is below "portlaw".
std::string EcsLine(const audit::AuditEvent& event);

// ArcSight Common Event Format, version 0.
std::string CefLine(const audit::AuditEvent& event);

// The event in the format.
std::string Formatted(EventFormat format, const audit::AuditEvent& event);

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_FORMAT_H_
