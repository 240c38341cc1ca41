// SPDX-License-Identifier: Apache-2.0
// portlaw unload: the way out. Works without an agent, and only without one.
#include <iostream>
#include <memory>
#include <string>

#include "agent/cli/command.h"
#include "agent/cli/report_errors.h"
#include "agent/kernel/kernel.h"

namespace portlaw::cli {

namespace {

int Run(const std::string& pin_root) {
  const auto unloaded = kernel::Kernel::Unload(pin_root);
  if (!unloaded) return ReportError(unloaded.error());
  std::cout << (*unloaded ? "detached and removed: nothing is enforced any more\n" : "nothing was loaded\n");
  return kFine;
}

}  // namespace

void AddUnload(Command app) {
  Command command = app.AddSubcommand("unload", "End enforcement: detach every program and remove the pins");
  const auto pin_root = std::make_shared<std::string>(kernel::KernelOptions().pin_root);
  command.AddOption("--pin-root", *pin_root, "As given to the agent").ShowDefault();
  command.OnRun([pin_root] { return Run(*pin_root); });
}

}  // namespace portlaw::cli
