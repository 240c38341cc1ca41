// SPDX-License-Identifier: Apache-2.0
// The subcommands of `portlaw`: one file each, one line each in commands.cpp; and what each declares of itself. These
// handles stand before CLI11, whose header costs more to compile than all else that a subcommand includes.
#ifndef PORTLAW_AGENT_CLI_COMMAND_H_
#define PORTLAW_AGENT_CLI_COMMAND_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace portlaw::cli {

// Exit codes of the contract.
inline constexpr int kFine = 0;
inline constexpr int kFindings = 1;
inline constexpr int kCouldNotRun = 2;

// An option or a positional; refers to what its command owns. Each function gives the option itself.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  Option Required(bool required = true);
  Option OneOf(const std::vector<std::string>& words);
  Option Between(std::uint32_t least, std::uint32_t most);
  Option OneValueEach();  // may be given several times, with one value each: more words belong to what comes next
  Option ShowDefault();   // in --help: the value that the variable has now
  Option Describe(const std::string& description);
  Option Excludes(const std::string& other);

 private:
  CLI::Option* option_;
};

// A (sub)command; refers to what the command line owns. The variables of its options must live as long as the parse.
class Command {
 public:
  Command(CLI::App& app, int& exit_code) : app_(&app), exit_code_(&exit_code) {}

  Command AddSubcommand(const std::string& name, const std::string& description);
  // `names` as CLI11 takes them: "--port", "-p,--port", or "PORT" for a positional.
  Option AddOption(const std::string& names, std::string& value, const std::string& description);
  Option AddOption(const std::string& names, std::vector<std::string>& values, const std::string& description);
  Option AddOption(const std::string& names, std::uint32_t& value, const std::string& description);
  Option AddOption(const std::string& names, std::uint64_t& value, const std::string& description);
  Option AddFlag(const std::string& names, bool& value, const std::string& description);
  void RequireSubcommand();
  void Hide();              // from --help, the manual and completions
  void PositionalsAtEnd();  // after the first of them, nothing is an option any more
  void Footer(const std::string& text);

  // Has `run` called if the command line chose this command; it gives the exit code, writes results to stdout and one
  // clear message for each error to stderr.
  void OnRun(std::function<int()> run);

 private:
  CLI::App* app_;
  int* exit_code_;
};

// Declares a subcommand on `app`.
using AddCommand = void (*)(Command app);

std::span<const AddCommand> Commands();

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_COMMAND_H_
