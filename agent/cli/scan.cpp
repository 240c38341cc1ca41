// SPDX-License-Identifier: Apache-2.0
// `portlaw scan`: what listens on this machine, held against the registry.
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/audit/human_log.h"
#include "agent/cli/command.h"
#include "agent/control/client.h"
#include "agent/control/protocol.h"
#include "agent/io/load_registries.h"
#include "agent/scan/agent_files.h"
#include "agent/scan/listeners.h"
#include "policy/scan/render.h"
#include "policy/scan/report.h"

namespace portlaw::cli {
namespace {

struct ScanOptions {
  std::vector<std::string> registries;
  std::string settings;
  std::string socket = control::kDefaultSocket;
  std::string format = "text";
  bool drift = false;
};

std::string Render(const ScanOptions& options, const ScanReport& report) {
  if (options.drift) return ScanDrift(report);
  return options.format == "json" ? ScanJson(report) : ScanText(report);
}

Error NoRegistry(const Error& no_agent) {
  return Fail({}, "no registry is given, and no agent tells which are in force: " + ToString(no_agent),
              "name the registry: portlaw scan REGISTRY...")
      .value();
}

// Takes registries and settings from the running agent where the command line names none.
ResultOfMany<void> FillFromAgent(ScanOptions& options, Result<control::Client>& agent) {
  if (!options.registries.empty()) return {};
  if (!agent) return FailMany(NoRegistry(agent.error()));
  auto files = scan::AskPolicyFiles(*agent);
  if (!files) return tl::make_unexpected(std::move(files.error()));
  options.registries = std::move(files->registries);
  if (options.settings.empty()) options.settings = std::move(files->settings);
  return {};
}

ResultOfMany<ScanReport> Scan(ScanOptions options) {
  if (::geteuid() != 0) return FailMany(Fail({}, "scan needs root", "run it with sudo").value());
  auto agent = control::Client::Connect(options.socket);
  if (auto filled = FillFromAgent(options, agent); !filled) return tl::make_unexpected(std::move(filled.error()));
  auto policy = io::LoadPolicy(options.registries, options.settings);
  if (!policy) return tl::make_unexpected(std::move(policy.error()));
  auto observation = scan::ObserveListeners(*policy, agent ? &*agent : nullptr);
  if (!observation) return FailMany(std::move(observation.error()));
  return MakeScanReport(**policy, std::move(observation->listeners), std::move(observation->incomplete));
}

int Run(const ScanOptions& options) {
  spdlog::set_default_logger(audit::MakeHumanLog());
  spdlog::set_level(spdlog::level::warn);
  const auto report = Scan(options);
  if (!report) {
    for (const Error& error : report.error()) std::cerr << "portlaw scan: " << ToString(error) << "\n";
    return kCouldNotRun;
  }
  std::cout << Render(options, *report) << std::flush;
  if (!std::cout) {
    std::cerr << "portlaw scan: the report cannot be written to stdout\n";
    return kCouldNotRun;
  }
  return HasFindings(*report) ? kFindings : kFine;
}

}  // namespace

void AddScan(CLI::App& app, int& exit_code) {
  CLI::App* scan = app.add_subcommand("scan", "what listens on this machine, against the registry");
  auto options = std::make_shared<ScanOptions>();
  scan->add_option("registries,--registry", options->registries,
                   "registries; those of the running agent where none is given")
      ->type_name("REGISTRY");
  scan->add_option("--settings", options->settings, "policy settings")->type_name("FILE");
  scan->add_option("--socket", options->socket, "control socket of the agent")
      ->type_name("PATH")
      ->capture_default_str();
  CLI::Option* format = scan->add_option("--format", options->format, "text or json")
                            ->check(CLI::IsMember({"text", "json"}))
                            ->capture_default_str();
  scan->add_flag("--drift", options->drift, "the differences as a Markdown table")->excludes(format);
  scan->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace portlaw::cli
