// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/event_parts.h"

#include <unistd.h>

#include <array>
#include <chrono>

namespace portlaw::sinks {

Json TextOrNull(std::string_view text, std::size_t max_bytes) {
  if (text.empty()) return nullptr;
  return std::string(text.substr(0, max_bytes));
}

Json WithoutGaps(const Json& json) {
  if (!json.is_object()) return json;
  Json result = Json::object();
  for (const auto& [key, value] : json.items()) {
    Json kept = WithoutGaps(value);
    if (!kept.is_null() && !(kept.is_structured() && kept.empty())) result[key] = std::move(kept);
  }
  return result;
}

std::string RuleText(const audit::AuditEvent& event) {
  if (!event.rule) return {};
  return event.rule->file.substr(0, kMaxPathBytes) + ":" + std::to_string(event.rule->line);
}

const std::string& HostName() {
  static const std::string kName = [] {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
  }();
  return kName;
}

std::int64_t Milliseconds(const audit::AuditEvent& event) {
  return std::chrono::floor<std::chrono::milliseconds>(event.time).time_since_epoch().count();
}

int SyslogSeverity(const audit::AuditEvent& event) {
  if (IsTamper(event)) return 2;
  return event.action == Action::kDeny || event.action == Action::kWouldDeny ? 4 : 5;
}

bool IsTamper(const audit::AuditEvent& event) { return event.hook == kernel::Hook::kTamper; }

}  // namespace portlaw::sinks
