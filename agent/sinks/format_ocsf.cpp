// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>

#include "agent/audit/json_line.h"
#include "agent/sinks/event_parts.h"
#include "agent/sinks/format.h"
#include "agent/version.h"

namespace portlaw::sinks {

namespace {

constexpr int kCategory = 4;  // Network Activity
constexpr int kClass = 4001;

struct Named {
  int id;
  const char* name;
};

// A refused bind is a refusal. The schema has no word for one that was let through: it does not listen yet.
Named Activity(const audit::AuditEvent& event) {
  if (IsTamper(event)) return {99, "Tamper"};
  return event.action == Action::kDeny ? Named{5, "Refuse"} : Named{99, "Bind"};
}

Named ActionOf(const audit::AuditEvent& event) {
  if (IsTamper(event)) return {0, "Unknown"};
  return event.action == Action::kDeny ? Named{2, "Denied"} : Named{1, "Allowed"};
}

Named Disposition(const audit::AuditEvent& event) {
  if (IsTamper(event)) return {19, "Alert"};
  return event.action == Action::kDeny ? Named{2, "Blocked"} : Named{17, "Logged"};
}

Named Severity(const audit::AuditEvent& event) {
  if (IsTamper(event)) return {5, "Critical"};
  if (event.action == Action::kDeny) return {3, "Medium"};
  return event.action == Action::kWouldDeny ? Named{2, "Low"} : Named{1, "Informational"};
}

// IANA's number; -1 where the event has none.
int ProtocolNumber(std::string_view name) {
  constexpr std::pair<std::string_view, int> kNumbers[] = {{"tcp", IPPROTO_TCP},
                                                           {"udp", IPPROTO_UDP},
                                                           {"udplite", IPPROTO_UDPLITE},
                                                           {"sctp", IPPROTO_SCTP},
                                                           {"dccp", IPPROTO_DCCP}};
  for (const auto& [word, number] : kNumbers) {
    if (word == name) return number;
  }
  return -1;
}

Json ProcessObject(const audit::Process& process) {
  std::string command_line;
  for (const std::string& argument : process.args) command_line += (command_line.empty() ? "" : " ") + argument;
  return {{"pid", process.pid},
          {"name", TextOrNull(process.comm)},
          {"cmd_line", TextOrNull(command_line, kMaxPathBytes)},
          {"file", process.exe.empty() ? Json()
                                       : Json{{"name", TextOrNull(process.exe.substr(process.exe.rfind('/') + 1))},
                                              {"path", TextOrNull(process.exe, kMaxPathBytes)},
                                              {"type_id", 1}}},
          {"user", {{"uid", std::to_string(process.uid)}}},
          {"parent_process",
           process.ppid == 0 ? Json() : Json{{"pid", process.ppid}, {"name", TextOrNull(process.parent)}}}};
}

Json ContainerObject(const std::optional<audit::Container>& container) {
  if (!container) return nullptr;
  return {{"uid", TextOrNull(container->id)},
          {"name", TextOrNull(container->name)},
          {"runtime", TextOrNull(container->runtime)},
          {"image", {{"name", TextOrNull(container->image)}, {"uid", TextOrNull(container->image)}}}};
}

// Of tampering there is no endpoint but the host itself.
Json Endpoint(const audit::AuditEvent& event) {
  if (IsTamper(event)) return {{"hostname", TextOrNull(HostName())}};
  return {{"ip", TextOrNull(event.address)}, {"port", event.port}, {"svc_name", TextOrNull(event.owner)}};
}

Json ConnectionInfo(const audit::AuditEvent& event) {
  return {{"direction_id", 1},  // inbound: what a bind is for
          {"protocol_name", TextOrNull(event.protocol)},
          {"protocol_num", ProtocolNumber(event.protocol)},
          {"protocol_ver_id", event.family == "ipv6" ? 6 : 4}};
}

Json Unmapped(const audit::AuditEvent& event) {
  return {{"action", ToString(event.action)},     {"reason", audit::ReasonWord(event)},
          {"service", TextOrNull(event.service)}, {"owner", TextOrNull(event.owner)},
          {"netns", ToString(event.scope)},       {"hook", audit::HookWord(event)},
          {"generation", event.generation},       {"suppressed", event.suppressed}};
}

}  // namespace

std::string OcsfLine(const audit::AuditEvent& event) {
  const Named activity = Activity(event);
  const Named action = ActionOf(event);
  const Named disposition = Disposition(event);
  const Named severity = Severity(event);
  const std::string rule = RuleText(event);
  return audit::OneLine(WithoutGaps(
      {{"category_uid", kCategory},
       {"category_name", "Network Activity"},
       {"class_uid", kClass},
       {"class_name", "Network Activity"},
       {"type_uid", kClass * 100 + activity.id},
       {"activity_id", activity.id},
       {"activity_name", activity.name},
       {"severity_id", severity.id},
       {"severity", severity.name},
       {"time", Milliseconds(event)},
       {"message", event.message},
       {"count", event.suppressed + 1},
       {"metadata",
        {{"version", "1.3.0"},
         {"product", {{"name", "portlaw"}, {"vendor_name", "portlaw"}, {"version", Version()}}},
         {"profiles", Json::array({"security_control", "host", "container"})}}},
       {"action_id", action.id},
       {"action", action.name},
       {"disposition_id", disposition.id},
       {"disposition", disposition.name},
       {"firewall_rule", rule.empty() ? Json() : Json{{"uid", rule}, {"name", TextOrNull(event.owner_rule)}}},
       {"dst_endpoint", Endpoint(event)},
       {"connection_info", IsTamper(event) ? Json() : ConnectionInfo(event)},
       {"actor", {{"process", IsTamper(event) ? Json() : ProcessObject(event.process)}}},
       {"device", {{"type_id", 1}, {"type", "Server"}, {"hostname", TextOrNull(HostName())}}},
       {"container", ContainerObject(event.container)},
       {"unmapped", Unmapped(event)}}));
}

}  // namespace portlaw::sinks
