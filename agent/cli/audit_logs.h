// SPDX-License-Identifier: Apache-2.0
// The subcommands of `portlaw audit`, and what they share.
#ifndef PORTLAW_AGENT_CLI_AUDIT_LOGS_H_
#define PORTLAW_AGENT_CLI_AUDIT_LOGS_H_

#include <functional>
#include <string>
#include <vector>

#include "agent/audit/log_lines.h"
#include "agent/cli/command.h"
#include "policy/model/result.h"

namespace portlaw::cli {

// All the logs, in the order given, until `look` gives false. Errors: one cannot be read.
Result<void> ForEachLine(const std::vector<std::string>& paths,
                         const std::function<bool(const audit::LogLine&, const std::string& file)>& look);

// Flushes stdout; gives `exit_code`, or says that stdout cannot be written to.
int FinishOutput(int exit_code);

void AddAuditQuery(Command audit);
void AddAuditVerify(Command audit);

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_AUDIT_LOGS_H_
