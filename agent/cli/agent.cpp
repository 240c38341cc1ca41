// SPDX-License-Identifier: Apache-2.0
// portlaw agent: enforce registries on this host, in the foreground.
#include "agent/daemon/agent.h"

#include <spdlog/spdlog.h>
#include <sysexits.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "agent/audit/human_log.h"
#include "agent/cli/command.h"
#include "agent/cli/report_errors.h"
#include "agent/daemon/guard.h"
#include "agent/daemon/service_manager.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

constexpr std::size_t kMaxStatusBytes = 512;

struct AgentOptions {
  daemon::AgentOptions agent;
  std::string mode;
  std::string default_mode = "enforce";
};

int CouldNotRun(const Errors& errors) {
  daemon::ServiceManager().Status(Printable(ToString(errors.front()), kMaxStatusBytes));
  return ReportErrors(errors);
}

int RunAgent(AgentOptions options) {
  if (!options.mode.empty()) options.agent.mode = ParseMode(options.mode);
  options.agent.default_mode = *ParseMode(options.default_mode);
  spdlog::set_default_logger(audit::MakeHumanLog());
  daemon::Agent::HoldSignals();
  daemon::Guard guard(options.agent);
  auto documents = guard.DocumentsOfStart();
  if (!documents) {
    const int code = CouldNotRun(documents.error());
    // A service manager must tell what trying again does not mend from what it may.
    return daemon::ServiceManager::IsThere() ? EX_CONFIG : code;
  }
  auto agent = daemon::Agent::Start(std::move(options.agent), std::move(guard), std::move(*documents));
  if (!agent) return CouldNotRun({agent.error()});
  return (*agent)->Run();
}

}  // namespace

void AddAgent(Command app) {
  Command command = app.AddSubcommand("agent", "Enforce registries on this host (foreground; as root)");
  const auto options = std::make_shared<AgentOptions>();
  daemon::AgentOptions& agent = options->agent;
  command.AddOption("--registry", agent.registries, "Registry documents; watched, and read again when they change")
      .Required();
  command.AddOption("--settings", agent.settings, "Policy settings (YAML); watched too");
  command.AddOption("--mode", options->mode, "Over the settings': audit lets a deny through and logs it")
      .OneOf({"audit", "enforce"});
  command.AddOption("--default-mode", options->default_mode, "The mode where the settings say none")
      .OneOf({"audit", "enforce"})
      .ShowDefault();
  command.AddOption("--audit-log", agent.audit_log, "Append events to FILE, as JSON lines");
  command.AddOption("--cgroup-root", agent.kernel.cgroup_root,
                    "Hold only the processes beneath this cgroup to the registry; default: all of cgroup v2");
  command.AddOption("--pin-root", agent.kernel.pin_root, "Directory on bpffs for what outlives the agent")
      .ShowDefault();
  command.AddOption("--socket", agent.socket, "Control socket").ShowDefault();
  command
      .AddOption("--state-dir", agent.state_directory,
                 "Directory for a copy of the documents in force, with which an agent that starts again begins")
      .ShowDefault();
  command.OnRun([options] { return RunAgent(*options); });
}

}  // namespace portlaw::cli
