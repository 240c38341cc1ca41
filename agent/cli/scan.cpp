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
#include "agent/cli/agent_documents.h"
#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/policy_options.h"
#include "agent/cli/report_errors.h"
#include "agent/cli/terminal.h"
#include "agent/control/client.h"
#include "agent/scan/listeners.h"
#include "policy/model/parse_port_range.h"
#include "policy/scan/filter.h"
#include "policy/scan/render.h"
#include "policy/scan/report.h"
#include "policy/text/printable.h"

namespace portlaw::cli {
namespace {

struct ScanOptions {
  RegistryOptions documents;
  std::vector<std::string> further_registries;  // --registry
  ControlOptions control;
  std::vector<std::string> ports;
  std::vector<std::string> services;
  bool all = false;
  bool drift = false;
};

Result<ScanFilter> FilterOf(const ScanOptions& options) {
  ScanFilter filter{{}, options.services};
  for (const std::string& text : options.ports) {
    const std::optional<PortRange> range = ParsePortRange(text);
    if (!range) return Fail({}, "--port " + Printable(text) + " is no port", "write 4100 or 4100-4199");
    filter.ports.push_back(*range);
  }
  return filter;
}

// What the command line names; what the running agent holds in force where it names nothing.
ResultOfMany<RegistryOptions> DocumentsFor(const ScanOptions& options, Result<control::Client>& agent) {
  RegistryOptions documents = options.documents;
  documents.registries.insert(documents.registries.end(), options.further_registries.begin(),
                              options.further_registries.end());
  if (!documents.registries.empty()) return documents;
  const auto files = AskAgentFiles(agent, "portlaw scan REGISTRY...");
  if (!files) return tl::make_unexpected(files.error());
  return OrThoseOf(*files, std::move(documents));
}

ResultOfMany<ScanReport> Scan(const ScanOptions& options) {
  if (::geteuid() != 0) return FailMany(Fail({}, "scan looks into every process and needs root", "use sudo").value());
  auto agent = control::Client::Connect(options.control.socket);
  const auto filter = FilterOf(options);
  if (!filter) return FailMany(filter.error());
  const auto documents = DocumentsFor(options, agent);
  if (!documents) return tl::make_unexpected(documents.error());
  auto policy = LoadPolicy(*documents);
  if (!policy) return tl::make_unexpected(std::move(policy.error()));
  auto observation = scan::ObserveListeners(*policy, agent ? &*agent : nullptr, scan::Holders::kAll);
  if (!observation) return FailMany(std::move(observation.error()));
  ScanReport report = MakeScanReport(**policy, std::move(observation->listeners), std::move(observation->incomplete));
  if (auto kept = KeepOnly(report, *filter, **policy); !kept) return FailMany(std::move(kept.error()));
  return report;
}

std::string Render(const ScanOptions& options, const ScanReport& report) {
  if (options.drift) return ScanDrift(report);
  return options.control.json() ? ScanJson(report) : ScanText(report, options.all, PaintFor(STDOUT_FILENO));
}

int RunScan(const ScanOptions& options) {
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
  scan.AddOption("--port", options->ports, "Only this port, or these: 4100-4199").OneValueEach();
  scan.AddOption("--service", options->services, "Only containers of this service, and its ports").OneValueEach();
  scan.AddFlag("--all", options->all, "List what is assigned and silent, too");
  scan.AddFlag("--drift", options->drift, "The differences as a Markdown table").Excludes("--format");
  scan.OnRun([options] { return RunScan(*options); });
}

}  // namespace portlaw::cli
