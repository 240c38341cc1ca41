// SPDX-License-Identifier: Apache-2.0
// By what events can be counted.
#ifndef PORTLAW_AGENT_AUDIT_QUERY_FIELDS_H_
#define PORTLAW_AGENT_AUDIT_QUERY_FIELDS_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "agent/audit/log_record.h"

namespace portlaw::audit {

// Longer values are cut: JsonLine writes no longer names, and a log may hold anything.
inline constexpr std::size_t kMaxValueBytes = 256;

// One entry a word. Values are hostile text of at most kMaxValueBytes, never empty.
struct LogField {
  std::string_view name;
  std::string (*value)(const LogRecord& record);
};
std::span<const LogField> LogFields();

// The field of that name; null where there is none.
const LogField* FindLogField(std::string_view name);

// Values of fields, for those who ask for one of them.
std::string ContainerOf(const LogRecord& record);  // its name, or its id where it has none
std::string ProcessOf(const LogRecord& record);    // its executable, or comm where that is not known
std::string LineOf(const LogRecord& record);       // "ports.md:57": the line of the registry that decided

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_QUERY_FIELDS_H_
