// SPDX-License-Identifier: Apache-2.0
// The command line as it is declared, as values: what the manual and the completions are made from.
#ifndef PORTLAW_AGENT_CLI_COMMAND_INFO_H_
#define PORTLAW_AGENT_CLI_COMMAND_INFO_H_

#include <string>
#include <vector>

namespace portlaw::cli {

// An option ("--format") or a positional ("REGISTRY").
struct OptionInfo {
  std::vector<std::string> names;  // "-h", "--help"; none: it is a positional
  std::string positional;          // its name; empty: it is an option
  std::string description;
  std::vector<std::string> words;  // all that it takes; empty: any text
  std::string standard;            // the value without it, where help shows one
  bool takes_value = true;
  bool several = false;  // takes more than one value
  bool required = false;
};

// A command that is not hidden.
struct CommandInfo {
  std::string name;
  std::string description;
  std::string group;
  std::string footer;
  std::vector<OptionInfo> options;
  std::vector<CommandInfo> commands;
};

// The whole command line: `portlaw` itself, and all below it.
CommandInfo DescribeCommandLine();

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_COMMAND_INFO_H_
