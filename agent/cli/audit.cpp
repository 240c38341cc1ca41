// SPDX-License-Identifier: Apache-2.0
// portlaw audit: what the audit log says, and whether it is whole.
#include <iostream>

#include "agent/cli/audit_logs.h"
#include "agent/cli/report_errors.h"

namespace portlaw::cli {

Result<void> ForEachLine(const std::vector<std::string>& paths,
                         const std::function<bool(const audit::LogLine&, const std::string& file)>& look) {
  bool enough = false;
  const auto look_on = [&](const audit::LogLine& line, const std::string& file) {
    enough = !look(line, file);
    return !enough;
  };
  for (const std::string& path : paths) {
    if (auto read = audit::ForEachLogLine(path, look_on); !read || enough) return read;
  }
  return {};
}

int FinishOutput(int exit_code) {
  std::cout << std::flush;
  if (!std::cout) return ReportError(Fail({"stdout", 0}, "cannot be written to").value());
  return exit_code;
}

void AddAudit(Command app) {
  Command command = app.AddSubcommand("audit", "Search and verify audit logs");
  command.RequireSubcommand();
  AddAuditQuery(command);
  AddAuditVerify(command);
}

}  // namespace portlaw::cli
