// SPDX-License-Identifier: Apache-2.0
// The subcommands of `portlaw`: one file each, one line each in commands.cpp.
#ifndef PORTLAW_AGENT_CLI_COMMAND_H_
#define PORTLAW_AGENT_CLI_COMMAND_H_

#include <CLI/CLI.hpp>
#include <span>

namespace portlaw::cli {

// Exit codes of the contract.
inline constexpr int kFine = 0;
inline constexpr int kFindings = 1;
inline constexpr int kCouldNotRun = 2;

// Declares the subcommand on `app`. When the command line chose it, its callback runs and leaves its exit code in
// `exit_code`. Callbacks write results to stdout and one clear message for each error to stderr.
using AddCommand = void (*)(CLI::App& app, int& exit_code);

std::span<const AddCommand> Commands();

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_COMMAND_H_
