// SPDX-License-Identifier: Apache-2.0
// portlaw reload: have the agent read its documents again, and tell how that went.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/report_errors.h"

namespace portlaw::cli {

namespace {

int Run(const ControlOptions& options) {
  const auto reply = options.Ask({{"request", "reload"}});
  if (!reply) return ReportErrors(reply.error());
  const bool changed = reply->value("changed", false);
  const auto generation = reply->value("generation", 0);
  if (options.json()) {
    std::cout << nlohmann::json{{"changed", changed}, {"generation", generation}} << "\n";
  } else if (changed) {
    std::cout << "reloaded: generation " << generation << " is in force\n";
  } else {
    std::cout << "nothing has changed: generation " << generation << " stays in force\n";
  }
  return kFine;
}

}  // namespace

void AddReload(Command app) {
  Command command = app.AddSubcommand("reload", "Have the agent read its registries and settings again");
  const auto options = std::make_shared<ControlOptions>();
  options->AddTo(command);
  command.OnRun([options] { return Run(*options); });
}

}  // namespace portlaw::cli
