// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "agent/cli/command.h"
#include "agent/version.h"
#include "policy/text/nearest_word.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

constexpr char kFooter[] =
    "Exit code: 0 fine; 1 findings, something denied, or a check that failed; 2 could not run.\n";

// "portlaw audit query": the command that was being parsed.
std::string CommandPath(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return app.get_name() + (chosen.empty() ? "" : " " + CommandPath(*chosen.front()));
}

std::string ParseFailure(const CLI::App* app, const CLI::Error& error) {
  return "portlaw: " + Printable(error.what(), 1024) + "; `" + CommandPath(*app) + " --help` says more\n";
}

// What is wrong with the first word after `portlaw`, where that is no command; CLI11 says only that one is missing.
std::string UnknownCommand(const CLI::App& app, int argc, char** argv) {
  const std::string word = argc > 1 ? argv[1] : "-";
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  const std::vector<std::string_view> views(names.begin(), names.end());
  if (word.starts_with('-') || std::find(names.begin(), names.end(), word) != names.end()) return {};
  const std::string nearest(NearestWord(word, views));
  return "portlaw: there is no command \"" + Printable(word) + "\"; " +
         (nearest.empty() ? "" : "did you mean " + nearest + "? ") + "`portlaw --help` lists them\n";
}

}  // namespace

int RunCommandLine(int argc, char** argv) {
  CLI::App app("portlaw: the port registry is law", "portlaw");
  app.set_version_flag("--version", Version());
  app.require_subcommand(1);
  app.footer(kFooter);
  app.failure_message(ParseFailure);
  int exit_code = kFine;
  for (AddCommand add : Commands()) add(Command(app, exit_code));
  if (const std::string problem = UnknownCommand(app, argc, argv); !problem.empty()) {
    std::cerr << problem;
    return kCouldNotRun;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kFine : kCouldNotRun;
  } catch (const std::exception& error) {
    std::cerr << "portlaw: " << error.what() << "\n";
    return kCouldNotRun;
  }
  return exit_code;
}

}  // namespace portlaw::cli
