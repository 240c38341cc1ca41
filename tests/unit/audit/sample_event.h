// SPDX-License-Identifier: Apache-2.0
// An audit event in which everything is known.
#ifndef PORTLAW_TESTS_UNIT_AUDIT_SAMPLE_EVENT_H_
#define PORTLAW_TESTS_UNIT_AUDIT_SAMPLE_EVENT_H_

#include "agent/audit/audit_event.h"

namespace portlaw::audit {

inline AuditEvent SampleEvent() {
  AuditEvent event;
  event.time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1) + std::chrono::nanoseconds(1'000'000'042);
  event.action = Action::kDeny;
  event.reason = Reason::kForeign;
  event.port = 4101;
  event.protocol = "tcp";
  event.family = "ipv4";
  event.address = "0.0.0.0";
  event.subject = SubjectKind::kRegistered;
  event.container = Container{"0123abcd", "grove-api", "docker", "grove:2"};
  event.service = "Grove";
  event.owner = "orchard-api";
  event.owner_rule = "assigned: API";
  event.process = {77, 1000, "node", "/usr/bin/node", {"node", "server.js"}, 70, "sh", 1000, event.time};
  event.cgroup = "/docker/0123abcd";
  event.rule = Source{"ports.md", 57};
  event.suggestion = 4205;
  event.generation = 3;
  event.message = "one sentence";
  return event;
}

}  // namespace portlaw::audit

#endif  // PORTLAW_TESTS_UNIT_AUDIT_SAMPLE_EVENT_H_
