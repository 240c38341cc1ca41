// SPDX-License-Identifier: Apache-2.0
// What may stand next on a command line, for the completions of shells.
#ifndef PORTLAW_AGENT_CLI_COMPLETION_H_
#define PORTLAW_AGENT_CLI_COMPLETION_H_

#include <span>
#include <string>
#include <vector>

#include "agent/cli/command_info.h"

namespace portlaw::cli {

struct Candidate {
  std::string text;
  std::string help;  // may be empty
};

struct Completion {
  std::vector<Candidate> candidates;  // that begin with the word to complete
  bool files = false;                 // a path may stand there, which the shell completes by itself
};

// `words` are those after `portlaw`; the last, maybe empty, is to be completed. Commands and options come from the
// declaration of the command line; services, containers and ports from the registries among the words, or, where there
// is none, from `default_registry`. Documents that cannot be read give no candidates and no error.
Completion Complete(const CommandInfo& program, std::span<const std::string> words,
                    const std::string& default_registry);

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_COMPLETION_H_
