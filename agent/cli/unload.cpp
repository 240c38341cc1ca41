// SPDX-License-Identifier: Apache-2.0
// portlaw unload: the way out. Works without an agent, and only without one.
#include <iostream>
#include <memory>
#include <string>

#include "agent/cli/command.h"
#include "agent/cli/report_errors.h"
#include "agent/daemon/accepted_documents.h"
#include "agent/kernel/kernel.h"

namespace portlaw::cli {

namespace {

struct UnloadOptions {
  std::string pin_root = kernel::KernelOptions().pin_root;
  std::string state_directory = daemon::kDefaultStateDirectory;
};

int RunUnload(const UnloadOptions& options) {
  const auto unloaded = kernel::Kernel::Unload(options.pin_root);
  if (!unloaded) return ReportError(unloaded.error());
  const auto removed = daemon::AcceptedDocuments(options.state_directory, options.pin_root).Remove();
  if (!removed) return ReportError(removed.error());
  std::cout << (*unloaded ? "detached and removed: nothing is enforced any more\n" : "nothing was loaded\n");
  return kFine;
}

}  // namespace

void AddUnload(Command app) {
  Command command = app.AddSubcommand("unload", "End enforcement: detach every program and remove the pins");
  const auto options = std::make_shared<UnloadOptions>();
  command.AddOption("--pin-root", options->pin_root, "As given to the agent").ShowDefault();
  command.AddOption("--state-dir", options->state_directory, "As given to the agent").ShowDefault();
  command.OnRun([options] { return RunUnload(*options); });
}

}  // namespace portlaw::cli
