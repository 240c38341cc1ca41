// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "agent/cli/command.h"
#include "agent/cli/command_info.h"
#include "agent/cli/help_texts.h"
#include "agent/version.h"
#include "policy/text/nearest_word.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

constexpr char kDescription[] = "portlaw: the port registry is law";
constexpr char kExitCodes[] =
    "Exit code: 0 fine; 1 findings, something denied, or a check that failed; 2 could not run.\n";

bool IsShown(const CLI::App& command) { return !command.get_group().empty(); }

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
  if (word.starts_with('-')) return {};
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (command->get_name() == word) return {};
    if (IsShown(*command)) names.push_back(command->get_name());
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string nearest(NearestWord(word, views));
  return "portlaw: there is no command \"" + Printable(word) + "\"; " +
         (nearest.empty() ? "" : "did you mean " + nearest + "? ") + "`portlaw --help` lists them\n";
}

// "{text,json}" of "TEXT:{text,json}" as words; "{fail->1,pass->0}" has words with what they stand for.
std::vector<std::string> WordsOf(const std::string& type) {
  std::vector<std::string> words;
  std::size_t from = type.find('{');
  while (from < type.size() && type[from] != '}') {
    const std::size_t end = std::min(type.find_first_of(",}", from + 1), type.size());
    words.push_back(type.substr(from + 1, std::min(end, type.find("->", from)) - from - 1));
    from = end;
  }
  return words;
}

OptionInfo Describe(const CLI::Option& option) {
  OptionInfo info;
  for (const std::string& name : option.get_snames()) info.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) info.names.push_back("--" + name);
  if (option.get_positional()) info.positional = option.get_name();
  info.description = option.get_description();
  info.words = WordsOf(option.get_type_name());
  info.standard = option.get_default_str();
  info.takes_value = option.get_items_expected_max() > 0;
  info.several = option.get_items_expected_max() > 1;
  info.required = option.get_required();
  return info;
}

CommandInfo Describe(const CLI::App& command) {
  CommandInfo info{command.get_name(), command.get_description(), command.get_group(), command.get_footer(), {}, {}};
  for (const CLI::Option* option : command.get_options()) info.options.push_back(Describe(*option));
  for (const CLI::App* below : command.get_subcommands([](const CLI::App* below) { return IsShown(*below); })) {
    info.commands.push_back(Describe(*below));
  }
  return info;
}

void Declare(CLI::App& app, int& exit_code) {
  app.set_version_flag("--version", Version());
  app.require_subcommand(1);
  app.footer(kExitCodes);
  for (AddCommand add : Commands()) add(Command(app, exit_code));
  for (const HelpText& help : HelpTexts()) {
    CLI::App* command = app.get_subcommand(std::string(help.command));
    command->group(std::string(help.group));
    if (!help.text.empty()) command->footer(std::string(help.text) + "\n" + kExitCodes);
  }
}

}  // namespace

CommandInfo DescribeCommandLine() {
  CLI::App app(kDescription, "portlaw");
  int exit_code = kFine;
  Declare(app, exit_code);
  return Describe(app);
}

int RunCommandLine(int argc, char** argv) {
  CLI::App app(kDescription, "portlaw");
  app.failure_message(ParseFailure);
  int exit_code = kFine;
  Declare(app, exit_code);
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
