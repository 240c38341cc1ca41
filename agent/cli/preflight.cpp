// SPDX-License-Identifier: Apache-2.0
// portlaw preflight: what of that which runs a registry would refuse, before it is law.
#include "policy/guard/preflight.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "agent/audit/human_log.h"
#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/policy_options.h"
#include "agent/cli/report_errors.h"
#include "agent/control/client.h"
#include "agent/scan/listeners.h"

namespace portlaw::cli {
namespace {

struct PreflightOptions {
  RegistryOptions documents;
  ControlOptions control;
};

ResultOfMany<Preflight> Look(const PreflightOptions& options) {
  if (::geteuid() != 0) {
    return FailMany(Fail({}, "preflight looks into every process and needs root", "use sudo").value());
  }
  auto policy = LoadPolicy(options.documents);
  if (!policy) return tl::make_unexpected(std::move(policy.error()));
  auto agent = control::Client::Connect(options.control.socket);
  auto observation = scan::ObserveListeners(*policy, agent ? &*agent : nullptr);
  if (!observation) return FailMany(std::move(observation.error()));
  return MakePreflight(**policy, std::move(observation->listeners), std::move(observation->incomplete));
}

int RunPreflight(const PreflightOptions& options) {
  spdlog::set_default_logger(audit::MakeHumanLog());
  spdlog::set_level(spdlog::level::warn);
  const auto preflight = Look(options);
  if (!preflight) return ReportErrors(preflight.error());
  std::cout << (options.control.json() ? PreflightJson(*preflight) : PreflightText(*preflight)) << std::flush;
  if (!std::cout) return ReportError(Fail({"stdout", 0}, "the report cannot be written").value());
  return preflight->refused.empty() ? kFine : kFindings;
}

}  // namespace

void AddPreflight(Command app) {
  Command preflight = app.AddSubcommand(
      "preflight", "What of that which listens now these registries would refuse, if they were in force");
  auto options = std::make_shared<PreflightOptions>();
  options->documents.AddTo(preflight);
  options->control.AddTo(preflight);
  preflight.OnRun([options] { return RunPreflight(*options); });
}

}  // namespace portlaw::cli
