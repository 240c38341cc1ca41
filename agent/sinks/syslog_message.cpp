// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/syslog_message.h"

#include <unistd.h>

#include <algorithm>

#include "agent/audit/json_line.h"
#include "agent/audit/wall_clock.h"
#include "agent/sinks/event_parts.h"
#include "policy/text/printable.h"

namespace portlaw::sinks {

namespace {

constexpr int kFacility = 10;  // security and authorization messages
constexpr std::size_t kMaxHostName = 255;
// The number that RFC 5612 sets aside for those who have none of IANA's.
constexpr std::string_view kDataId = "portlaw@32473";

// Six digits of a second at most (6.2.3).
std::string Timestamp(const audit::AuditEvent& event) {
  std::string text = audit::ToRfc3339(event.time);  // nine digits and "Z"
  const std::size_t dot = text.find('.');
  if (dot != std::string::npos) text.erase(dot + 7, 3);
  return text;
}

// "-" where there is none that a header may hold.
std::string HostNameField() {
  const std::string& name = HostName();
  const bool fits = !name.empty() && name.size() <= kMaxHostName &&
                    std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7f; });
  return fits ? name : "-";
}

// PARAM-VALUE: a backslash before '"', '\' and ']' (6.3.3). Printable has doubled each backslash, and put one before
// the letter of what it escaped: to a reader these are backslashes.
std::string ParameterValue(std::string_view text) {
  std::string result;
  for (char c : Printable(text)) {
    if (c == '"' || c == '\\' || c == ']') result += '\\';
    result += c;
  }
  return result;
}

std::string StructuredData(const audit::AuditEvent& event) {
  std::string data = "[" + std::string(kDataId);
  const auto add = [&data](std::string_view name, std::string_view value) {
    if (!value.empty()) data += " " + std::string(name) + "=\"" + ParameterValue(value) + "\"";
  };
  add("action", ToString(event.action));
  add("reason", audit::ReasonWord(event));
  if (!IsTamper(event)) {
    add("port", std::to_string(event.port));
    add("protocol", event.protocol);
    add("pid", std::to_string(event.process.pid));
    add("uid", std::to_string(event.process.uid));
    add("comm", event.process.comm);
  }
  add("container", event.container ? event.container->name : "");
  add("service", event.service);
  add("owner", event.owner);
  add("rule", RuleText(event));
  return data + "]";
}

}  // namespace

std::string SyslogMessage(const audit::AuditEvent& event, std::string_view text) {
  std::string message = "<" + std::to_string(kFacility * 8 + SyslogSeverity(event)) + ">1 ";
  message += Timestamp(event) + " " + HostNameField() + " portlaw " + std::to_string(getpid()) + " ";
  message += std::string(audit::ReasonWord(event)) + " " + StructuredData(event) + " ";
  return message.append(text);
}

}  // namespace portlaw::sinks
