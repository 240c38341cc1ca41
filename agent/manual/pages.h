// SPDX-License-Identifier: Apache-2.0
// The manual. Every page is made from what the program itself uses, so that it says what the program does.
#ifndef PORTLAW_AGENT_MANUAL_PAGES_H_
#define PORTLAW_AGENT_MANUAL_PAGES_H_

#include <vector>

#include "agent/cli/command_info.h"
#include "agent/manual/roff.h"

namespace portlaw::manual {

// portlaw(1) and portlaw-COMMAND(1) for each command that is not hidden; from the command line's declaration.
std::vector<Page> CommandPages(const cli::CommandInfo& program);
// portlaw-settings(5), from the table of the settings.
Page SettingsPage();
// portlaw-lint(7), from the checks of `lint` and `check`.
Page LintPage();
// portlaw-registry(5).
Page RegistryPage();

}  // namespace portlaw::manual

#endif  // PORTLAW_AGENT_MANUAL_PAGES_H_
