// SPDX-License-Identifier: Apache-2.0
// portlaw complete -- WORD... (hidden): for the completions in scripts/packaging/completions. Prints a candidate a
// line, with its help behind a tab; or ":files" where the shell is to complete a path.
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "agent/cli/command.h"
#include "agent/cli/completion.h"

namespace portlaw::cli {

namespace {

constexpr char kDefaultRegistry[] = "/etc/portlaw/registry.md";  // the package's

int RunComplete(const std::vector<std::string>& words) {
  const Completion completion = Complete(DescribeCommandLine(), words, kDefaultRegistry);
  for (const Candidate& candidate : completion.candidates)
    std::cout << candidate.text << "\t" << candidate.help << "\n";
  if (completion.files) std::cout << ":files\n";
  return kFine;
}

}  // namespace

void AddComplete(Command app) {
  Command command = app.AddSubcommand("complete", "What may stand next on a command line");
  command.Hide();
  const auto words = std::make_shared<std::vector<std::string>>();
  command.AddOption("WORD", *words, "The words after portlaw; the last is to be completed");
  command.OnRun([words] { return RunComplete(*words); });
}

}  // namespace portlaw::cli
