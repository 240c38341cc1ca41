// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/command.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace portlaw::cli {

Option Option::Required(bool required) { return option_->required(required), *this; }

Option Option::OneOf(const std::vector<std::string>& words) { return option_->check(CLI::IsMember(words)), *this; }

Option Option::Between(std::uint32_t least, std::uint32_t most) {
  return option_->check(CLI::Range(least, most)), *this;
}

Option Option::OneValueEach() { return option_->allow_extra_args(false), *this; }

Option Option::ShowDefault() { return option_->capture_default_str(), *this; }

Option Option::Describe(const std::string& description) { return option_->description(description), *this; }

Option Option::Excludes(const std::string& other) { return option_->excludes(other), *this; }

Command Command::AddSubcommand(const std::string& name, const std::string& description) {
  return Command(*app_->add_subcommand(name, description), *exit_code_);
}

Option Command::AddOption(const std::string& names, std::string& value, const std::string& description) {
  return Option(*app_->add_option(names, value, description));
}

Option Command::AddOption(const std::string& names, std::vector<std::string>& values, const std::string& description) {
  return Option(*app_->add_option(names, values, description));
}

Option Command::AddOption(const std::string& names, std::uint32_t& value, const std::string& description) {
  return Option(*app_->add_option(names, value, description));
}

Option Command::AddOption(const std::string& names, std::uint64_t& value, const std::string& description) {
  return Option(*app_->add_option(names, value, description));
}

Option Command::AddFlag(const std::string& names, bool& value, const std::string& description) {
  return Option(*app_->add_flag(names, value, description));
}

void Command::Hide() { app_->group(""); }

void Command::RequireSubcommand() { app_->require_subcommand(1); }

void Command::PositionalsAtEnd() { app_->positionals_at_end(); }

void Command::Footer(const std::string& text) { app_->footer(text); }

void Command::OnRun(std::function<int()> run) {
  app_->callback([run = std::move(run), exit_code = exit_code_] { *exit_code = run(); });
}

}  // namespace portlaw::cli
