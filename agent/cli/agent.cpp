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

void AddAgent(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("agent", "Enforce registries on this host (foreground; as root)");
  const auto options = std::make_shared<Options>();
  daemon::AgentOptions& agent = options->agent;
  command->add_option("--registry", agent.registries, "Registry documents; watched, and read again when they change")
      ->required();
  command->add_option("--settings", agent.settings, "Policy settings (YAML); watched too");
  command->add_option("--mode", options->mode, "Over the settings': audit lets a deny through and logs it")
      ->check(CLI::IsMember({"audit", "enforce"}));
  command->add_option("--audit-log", agent.audit_log, "Append events to FILE, as JSON lines");
  command->add_option("--cgroup-root", agent.kernel.cgroup_root,
                      "Hold only the processes beneath this cgroup to the registry; default: all of cgroup v2");
  command->add_option("--pin-root", agent.kernel.pin_root, "Directory on bpffs for what outlives the agent")
      ->capture_default_str();
  command->add_option("--socket", agent.socket, "Control socket")->capture_default_str();
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace portlaw::cli
