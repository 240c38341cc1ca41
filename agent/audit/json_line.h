// SPDX-License-Identifier: Apache-2.0
// An audit event as a line of JSON Lines: the contract of the audit log.
#ifndef PORTLAW_AGENT_AUDIT_JSON_LINE_H_
#define PORTLAW_AGENT_AUDIT_JSON_LINE_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "agent/audit/audit_event.h"

namespace portlaw::audit {

// The object with the keys of the contract, in a stable order. What is not known is null.
nlohmann::ordered_json ToJson(const AuditEvent& event);

// The object on one line, without the newline. Always valid JSON and UTF-8, whatever the names hold; every character
// that a terminal would act on is escaped, so that the log can be looked at with cat. Names are cut at 256 bytes.
std::string JsonLine(const AuditEvent& event);

// The words of the contract for the event's reason and hook; of tampering both are kTamperWord.
std::string_view ReasonWord(const AuditEvent& event);
std::string_view HookWord(const AuditEvent& event);

// Any JSON on one line that is as harmless as JsonLine's.
std::string OneLine(const nlohmann::ordered_json& json);

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_JSON_LINE_H_
