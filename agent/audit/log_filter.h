// SPDX-License-Identifier: Apache-2.0
// What is asked of an audit log.
#ifndef PORTLAW_AGENT_AUDIT_LOG_FILTER_H_
#define PORTLAW_AGENT_AUDIT_LOG_FILTER_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/audit/log_record.h"

namespace portlaw::audit {

// Whatever is not given lets everything pass; several values of one kind are alternatives.
struct LogFilter {
  std::vector<std::string> containers;  // as the registry compares names; "-" is a process of the host
  std::vector<std::string> services;    // the binder's
  std::vector<PortRange> ports;
  std::vector<Action> actions;
  std::vector<std::string> reasons;    // words of the log
  std::vector<std::string> processes;  // comm, the executable's path or its last part, or a pid
  std::optional<WallTime> since;       // this point in time is in
  std::optional<WallTime> until;       // this one is not

  bool Passes(const LogRecord& record) const;
  // Only of the points in time.
  bool IsInTime(WallTime time) const;
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_LOG_FILTER_H_
