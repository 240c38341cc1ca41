// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/journal_entry.h"

#include <cstdint>
#include <string_view>

#include "agent/audit/json_line.h"
#include "agent/audit/wall_clock.h"
#include "agent/sinks/event_parts.h"

namespace portlaw::sinks {

namespace {

constexpr int kAuthpriv = 10;

// "KEY=value\n", or where the value has a newline of its own "KEY\n", its length in 64 bits, little-endian, the value
// and "\n".
void AddField(std::string& entry, std::string_view key, std::string_view value, std::size_t max_bytes = kMaxNameBytes) {
  if (value.empty()) return;
  value = value.substr(0, max_bytes);
  entry += key;
  if (value.find('\n') == std::string_view::npos) {
    entry += '=';
  } else {
    entry += '\n';
    for (int byte = 0; byte < 8; ++byte) {
      entry += static_cast<char>(static_cast<std::uint64_t>(value.size()) >> (8 * byte) & 0xff);
    }
  }
  entry.append(value).append("\n");
}

void AddBinder(std::string& entry, const audit::AuditEvent& event) {
  AddField(entry, "PORTLAW_PORT", std::to_string(event.port));
  AddField(entry, "PORTLAW_PROTOCOL", event.protocol);
  AddField(entry, "PORTLAW_ADDRESS", event.address);
  AddField(entry, "PORTLAW_PID", std::to_string(event.process.pid));
  AddField(entry, "PORTLAW_UID", std::to_string(event.process.uid));
  AddField(entry, "PORTLAW_COMM", event.process.comm);
  AddField(entry, "PORTLAW_EXE", event.process.exe, kMaxPathBytes);
  AddField(entry, "PORTLAW_NETNS", ToString(event.scope));
}

}  // namespace

std::string JournalEntry(const audit::AuditEvent& event) {
  std::string entry;
  AddField(entry, "MESSAGE", event.message, kMaxPathBytes);
  AddField(entry, "PRIORITY", std::to_string(SyslogSeverity(event)));
  AddField(entry, "SYSLOG_IDENTIFIER", "portlaw");
  AddField(entry, "SYSLOG_FACILITY", std::to_string(kAuthpriv));
  AddField(entry, "PORTLAW_TIME", audit::ToRfc3339(event.time));
  AddField(entry, "PORTLAW_ACTION", ToString(event.action));
  AddField(entry, "PORTLAW_REASON", audit::ReasonWord(event));
  AddField(entry, "PORTLAW_HOOK", audit::HookWord(event));
  if (!IsTamper(event)) AddBinder(entry, event);
  if (event.container) {
    AddField(entry, "PORTLAW_CONTAINER", event.container->name);
    AddField(entry, "PORTLAW_CONTAINER_ID", event.container->id);
  }
  AddField(entry, "PORTLAW_SERVICE", event.service);
  AddField(entry, "PORTLAW_OWNER", event.owner);
  AddField(entry, "PORTLAW_RULE", RuleText(event), kMaxPathBytes);
  AddField(entry, "PORTLAW_GENERATION", std::to_string(event.generation));
  AddField(entry, "PORTLAW_SUPPRESSED", std::to_string(event.suppressed));
  return entry;
}

}  // namespace portlaw::sinks
