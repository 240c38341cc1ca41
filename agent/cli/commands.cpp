// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/command.h"

namespace portlaw::cli {

void AddExplain(CLI::App& app, int& exit_code);
void AddNext(CLI::App& app, int& exit_code);

namespace {

constexpr AddCommand kCommands[] = {
    AddExplain,
    AddNext,
};

}  // namespace

std::span<const AddCommand> Commands() { return kCommands; }

}  // namespace portlaw::cli
