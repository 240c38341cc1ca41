// SPDX-License-Identifier: Apache-2.0
// portlaw agent: enforce registries on this host, in the foreground.
#include "agent/daemon/agent.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <string>
#include <utility>

#include "agent/audit/human_log.h"
#include "agent/cli/command.h"
#include "agent/cli/report_errors.h"

namespace portlaw::cli {

namespace {

struct Options {
  daemon::AgentOptions agent;
  std::string mode;
};

int Run(Options options) {
  if (!options.mode.empty()) options.agent.mode = ParseMode(options.mode);
  spdlog::set_default_logger(audit::MakeHumanLog());
  auto agent = daemon::Agent::Start(std::move(options.agent));
  if (!agent) return ReportErrors(agent.error());
  return (*agent)->Run();
}

}  // namespace

void AddAgent(Command app) {
  Command command = app.AddSubcommand("agent", "Enforce registries on this host (foreground; as root)");
  const auto options = std::make_shared<Options>();
  daemon::AgentOptions& agent = options->agent;
  command.AddOption("--registry", agent.registries, "Registry documents; watched, and read again when they change")
      .Required();
  command.AddOption("--settings", agent.settings, "Policy settings (YAML); watched too");
  command.AddOption("--mode", options->mode, "Over the settings': audit lets a deny through and logs it")
      .OneOf({"audit", "enforce"});
  command.AddOption("--audit-log", agent.audit_log, "Append events to FILE, as JSON lines");
  command.AddOption("--cgroup-root", agent.kernel.cgroup_root,
                    "Hold only the processes beneath this cgroup to the registry; default: all of cgroup v2");
  command.AddOption("--pin-root", agent.kernel.pin_root, "Directory on bpffs for what outlives the agent")
      .ShowDefault();
  command.AddOption("--socket", agent.socket, "Control socket").ShowDefault();
  command.OnRun([options] { return Run(*options); });
}

}  // namespace portlaw::cli
