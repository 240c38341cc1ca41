// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_AGENT_CLI_COMMAND_LINE_H_
#define PORTLAW_AGENT_CLI_COMMAND_LINE_H_

namespace portlaw::cli {

// Parses the command line, runs the subcommand that it chose and gives the exit code of the contract. What is wrong
// with the command line goes to stderr.
int RunCommandLine(int argc, char** argv);

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_COMMAND_LINE_H_
