// SPDX-License-Identifier: Apache-2.0
// `portlaw scan`: what listens on this machine, held against the registry.
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "agent/audit/human_log.h"
#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/policy_options.h"
#include "agent/cli/report_errors.h"
#include "agent/control/client.h"
#include "agent/scan/agent_files.h"
#include "agent/scan/listeners.h"
#include "policy/scan/render.h"
#include "policy/scan/report.h"

namespace portlaw::cli {
namespace {

struct ScanOptions {
  RegistryOptions documents;
  std::vector<std::string> further_registries;  // --registry
  ControlOptions control;
  bool drift = false;
};

Error NoRegistry(const Error& no_agent) {
  return Fail({}, "no registry is given, and no agent tells which are in force: " + ToString(no_agent),
              "name the registry: portlaw scan REGISTRY...")
      .value();
}

// What the command line names; what the running agent holds in force where it names nothing.
ResultOfMany<RegistryOptions> DocumentsFor(const ScanOptions& options, Result<control::Client>& agent) {
  RegistryOptions documents = options.documents;
  documents.registries.insert(documents.registries.end(), options.further_registries.begin(),
                              options.further_registries.end());
  if (!documents.registries.empty()) return documents;
  if (!agent) return FailMany(NoRegistry(agent.error()));
  auto files = scan::AskPolicyFiles(*agent);
  if (!files) return tl::make_unexpected(std::move(files.error()));
  documents.registries = std::move(files->registries);
  if (documents.settings.empty()) documents.settings = std::move(files->settings);
  return documents;
}

ResultOfMany<ScanReport> Scan(const ScanOptions& options) {
  if (::geteuid() != 0) return FailMany(Fail({}, "scan looks into every process and needs root", "use sudo").value());
  auto agent = control::Client::Connect(options.control.socket);
  const auto documents = DocumentsFor(options, agent);
  if (!documents) return tl::make_unexpected(documents.error());
  auto policy = LoadPolicy(*documents);
  if (!policy) return tl::make_unexpected(std::move(policy.error()));
  auto observation = scan::ObserveListeners(*policy, agent ? &*agent : nullptr);
  if (!observation) return FailMany(std::move(observation.error()));
  return MakeScanReport(**policy, std::move(observation->listeners), std::move(observation->incomplete));
}

std::string Render(const ScanOptions& options, const ScanReport& report) {
  if (options.drift) return ScanDrift(report);
  return options.control.json() ? ScanJson(report) : ScanText(report);
}

int Run(const ScanOptions& options) {
  spdlog::set_default_logger(audit::MakeHumanLog());
  spdlog::set_level(spdlog::level::warn);
  const auto report = Scan(options);
  if (!report) return ReportErrors(report.error());
  std::cout << Render(options, *report) << std::flush;
  if (!std::cout) return ReportError(Fail({"stdout", 0}, "the report cannot be written").value());
  return HasFindings(*report) ? kFindings : kFine;
}

}  // namespace

void AddScan(Command app) {
  Command scan = app.AddSubcommand("scan", "What listens on this machine, against the registry");
  auto options = std::make_shared<ScanOptions>();
  options->documents.AddTo(scan).Required(false).Describe("Registries; without any, those of the running agent");
  scan.AddOption("--registry", options->further_registries, "The same, as `agent` takes them");
  options->control.AddTo(scan);
  scan.AddFlag("--drift", options->drift, "The differences as a Markdown table").Excludes("--format");
  scan.OnRun([options] { return Run(*options); });
}

}  // namespace portlaw::cli
