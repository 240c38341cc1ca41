// SPDX-License-Identifier: Apache-2.0
// Lines of an audit log, as the agent writes them.
#ifndef PORTLAW_TESTS_UNIT_CLI_AUDIT_LOG_H_
#define PORTLAW_TESTS_UNIT_CLI_AUDIT_LOG_H_

#include <chrono>
#include <string>

#include "agent/audit/json_line.h"

namespace portlaw::cli_test {

// An event of `container` on `port`, `second` seconds after 2026-11-01T00:00:00Z.
inline audit::AuditEvent Event(const std::string& container, Port port, int second = 0) {
  using namespace std::chrono;
  audit::AuditEvent event;
  event.time = sys_days(2026y / 11 / 1) + seconds(second);
  event.port = port;
  event.protocol = "tcp";
  event.family = "ipv4";
  event.address = "0.0.0.0";
  event.container = audit::Container{"0123abcd", container, "docker", ""};
  event.process.pid = 77;
  event.process.uid = 1000;
  event.process.comm = "node";
  event.process.exe = "/usr/bin/node";
  event.cgroup = "/docker/0123abcd";
  event.generation = 1;
  event.message = container + " bound " + std::to_string(port);
  return event;
}

inline std::string Line(const audit::AuditEvent& event) { return audit::JsonLine(event) + "\n"; }

}  // namespace portlaw::cli_test

#endif  // PORTLAW_TESTS_UNIT_CLI_AUDIT_LOG_H_
