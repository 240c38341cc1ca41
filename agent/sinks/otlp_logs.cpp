// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/otlp_logs.h"

#include <charconv>

#include "agent/audit/json_line.h"
#include "agent/sinks/event_parts.h"
#include "agent/version.h"

namespace portlaw::sinks {

namespace {

// A list of {"key","value":{...}}; 64-bit numbers are texts in Protobuf's JSON. What is empty is left out.
class Attributes {
 public:
  Attributes& Add(const char* key, std::string_view text, std::size_t max_bytes = kMaxNameBytes) {
    if (!text.empty()) list_.push_back({{"key", key}, {"value", {{"stringValue", text.substr(0, max_bytes)}}}});
    return *this;
  }
  Attributes& AddNumber(const char* key, std::uint64_t number) {
    list_.push_back({{"key", key}, {"value", {{"intValue", std::to_string(number)}}}});
    return *this;
  }
  Json Take() { return std::move(list_); }

 private:
  Json list_ = Json::array();
};

struct OtlpLevel {
  int number;
  const char* text;
};

OtlpLevel LevelOf(const audit::AuditEvent& event) {
  if (IsTamper(event)) return {21, "FATAL"};
  if (event.action == Action::kDeny) return {17, "ERROR"};
  return event.action == Action::kWouldDeny ? OtlpLevel{13, "WARN"} : OtlpLevel{10, "INFO2"};
}

Json AttributesOf(const audit::AuditEvent& event) {
  Attributes attributes;
  attributes.Add("event.name", "portlaw." + std::string(audit::HookWord(event)))
      .Add("portlaw.action", ToString(event.action))
      .Add("portlaw.reason", audit::ReasonWord(event))
      .Add("portlaw.service", event.service)
      .Add("portlaw.owner", event.owner)
      .Add("portlaw.rule", RuleText(event), kMaxPathBytes)
      .Add("portlaw.netns", ToString(event.scope))
      .AddNumber("portlaw.generation", event.generation)
      .AddNumber("portlaw.suppressed", event.suppressed);
  if (IsTamper(event)) return attributes.Take();
  attributes.Add("server.address", event.address)
      .AddNumber("server.port", event.port)
      .Add("network.transport", event.protocol)
      .Add("network.type", event.family)
      .AddNumber("process.pid", event.process.pid)
      .AddNumber("process.user.id", event.process.uid)
      .Add("process.command", event.process.comm)
      .Add("process.executable.path", event.process.exe, kMaxPathBytes);
  if (event.container) {
    attributes.Add("container.id", event.container->id)
        .Add("container.name", event.container->name)
        .Add("container.runtime", event.container->runtime)
        .Add("container.image.name", event.container->image);
  }
  return attributes.Take();
}

Json RecordOf(const audit::AuditEvent& event) {
  const std::string time = std::to_string(event.time.time_since_epoch().count());
  const OtlpLevel level = LevelOf(event);
  return {{"timeUnixNano", time},
          {"observedTimeUnixNano", time},
          {"severityNumber", level.number},
          {"severityText", level.text},
          {"body", {{"stringValue", event.message}}},
          {"attributes", AttributesOf(event)}};
}

}  // namespace

std::string OtlpLogs(std::span<const EventPointer> events) {
  Json records = Json::array();
  for (const EventPointer& event : events) records.push_back(RecordOf(*event));
  Json resource =
      Attributes().Add("service.name", "portlaw").Add("service.version", Version()).Add("host.name", HostName()).Take();
  Json scope = {{"scope", {{"name", "portlaw"}, {"version", Version()}}}, {"logRecords", std::move(records)}};
  Json logs = {{"resource", {{"attributes", std::move(resource)}}}, {"scopeLogs", Json::array({std::move(scope)})}};
  return audit::OneLine({{"resourceLogs", Json::array({std::move(logs)})}});
}

std::size_t OtlpRejected(std::string_view answer) {
  const Json json = Json::parse(answer, nullptr, false);
  if (!json.is_object()) return 0;
  const Json success = json.value("partialSuccess", Json());
  if (!success.is_object()) return 0;
  const Json rejected = success.value("rejectedLogRecords", Json());
  if (rejected.is_number_unsigned()) return rejected.get<std::size_t>();
  std::size_t number = 0;
  if (rejected.is_string()) {
    const auto& text = rejected.get_ref<const std::string&>();
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

}  // namespace portlaw::sinks
