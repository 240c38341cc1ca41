// SPDX-License-Identifier: Apache-2.0
// "REGISTRY... [--settings FILE]": what every subcommand on documents begins with.
#ifndef PORTLAW_AGENT_CLI_REGISTRY_OPTIONS_H_
#define PORTLAW_AGENT_CLI_REGISTRY_OPTIONS_H_

#include <string>
#include <vector>

#include "agent/cli/command.h"
#include "agent/io/load_registries.h"

namespace portlaw::cli {

struct RegistryOptions {
  std::vector<std::string> registries;
  std::string settings;

  // Declares both on `command`; `this` must live as long as the parse. Gives the positional, for further conditions.
  Option AddTo(Command command);

  // Settings, then registries with them. `explain` as for LoadRegistries.
  ResultOfMany<io::LoadedRegistries> Load(bool explain = false) const;
};

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_REGISTRY_OPTIONS_H_
