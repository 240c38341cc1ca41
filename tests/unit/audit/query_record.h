// SPDX-License-Identifier: Apache-2.0
// Records of a log for tests of queries.
#ifndef PORTLAW_TESTS_UNIT_AUDIT_QUERY_RECORD_H_
#define PORTLAW_TESTS_UNIT_AUDIT_QUERY_RECORD_H_

#include <string_view>

#include "agent/audit/log_record.h"
#include "agent/audit/time_text.h"

namespace portlaw::audit {

// A bind of "grove-api" on 4101/tcp, foreign.
inline LogRecord RecordAt(std::string_view time, Action action = Action::kDeny, std::uint64_t suppressed = 0) {
  LogRecord record;
  record.time = ParseRfc3339(time).value();
  record.action = action;
  record.reason = Reason::kForeign;
  record.port = 4101;
  record.protocol = "tcp";
  record.container = LogRecord::Container{"0123abcd", "grove-api", "docker"};
  record.comm = "node";
  record.suppressed = suppressed;
  return record;
}

}  // namespace portlaw::audit

#endif  // PORTLAW_TESTS_UNIT_AUDIT_QUERY_RECORD_H_
