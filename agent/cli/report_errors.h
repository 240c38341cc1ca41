// SPDX-License-Identifier: Apache-2.0
// How a subcommand says that it could not run.
#ifndef PORTLAW_AGENT_CLI_REPORT_ERRORS_H_
#define PORTLAW_AGENT_CLI_REPORT_ERRORS_H_

#include "policy/model/result.h"

namespace portlaw::cli {

// Writes each error on a line of its own to stderr, "portlaw: registry.md:57: ...", escaped. Gives kCouldNotRun.
int ReportErrors(const Errors& errors);
int ReportError(const Error& error);

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_REPORT_ERRORS_H_
