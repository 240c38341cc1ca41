// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/completion.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "agent/io/load_registries.h"
#include "policy/check/judge.h"
#include "policy/lint/lint.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

using Candidates = std::map<std::string, std::string>;  // text to help, sorted

// What the words before the one to complete say.
struct Line {
  const CommandInfo* command;
  const OptionInfo* option = nullptr;  // the one whose value is next
  std::vector<std::string> documents;
};

bool Has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const OptionInfo* FindOption(const CommandInfo& command, std::string_view word) {
  const auto found = std::ranges::find_if(command.options, [&](const auto& option) { return Has(option.names, word); });
  return found == command.options.end() ? nullptr : &*found;
}

void Take(Line& line, const std::string& word) {
  const auto& commands = line.command->commands;
  const auto below = std::ranges::find(commands, word, &CommandInfo::name);
  if (line.option != nullptr) {
    if (Has(line.option->names, "--registry") || Has(line.option->names, "--against")) line.documents.push_back(word);
    line.option = nullptr;
  } else if (word.starts_with('-')) {
    const OptionInfo* option = FindOption(*line.command, word);
    if (option != nullptr && option->takes_value) line.option = option;
  } else if (below != commands.end()) {
    line.command = &*below;
  } else {
    line.documents.push_back(word);
  }
}

void AddCommands(const CommandInfo& command, Candidates& candidates) {
  for (const CommandInfo& below : command.commands) candidates.emplace(below.name, below.description);
}

void AddOptions(const CommandInfo& command, Candidates& candidates) {
  for (const OptionInfo& option : command.options) {
    for (const std::string& name : option.names) {
      if (name.starts_with("--")) candidates.emplace(name, option.description);
    }
  }
}

void AddCodes(Candidates& candidates) {
  for (const LintCheck& check : LintChecks()) candidates.emplace(check.code, check.summary);
  for (const CheckCode& code : CheckCodes()) candidates.emplace(code.code, code.summary);
}

std::vector<Registry> Load(const Line& line, const std::string& default_registry) {
  std::vector<std::string> paths;
  for (const std::string& path : line.documents) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) paths.push_back(path);
  }
  if (paths.empty()) paths.push_back(default_registry);
  auto loaded = io::LoadRegistries(paths, {}, io::FileKind::kRegular);
  return loaded ? std::move(loaded->registries) : std::vector<Registry>();
}

void AddServices(const Registry& registry, Candidates& candidates) {
  for (const Block& block : registry.blocks) candidates.emplace(block.service, ToString(block.ports));
  for (const Assignment& row : registry.assignments) candidates.emplace(row.service, "");
}

// "{n}" stands for a number: the first.
std::string FirstOf(std::string container) {
  const std::size_t place = container.find("{n}");
  return place == std::string::npos ? container : container.replace(place, 3, "1");
}

void AddContainers(const Registry& registry, Candidates& candidates) {
  for (const Assignment& row : registry.assignments) candidates.emplace(FirstOf(row.container), row.service);
}

void AddPorts(const Registry& registry, Candidates& candidates) {
  for (const Assignment& row : registry.assignments) {
    candidates.emplace(std::to_string(row.ports.first), row.container.empty() ? row.service : row.container);
  }
}

struct RegistryOption {
  std::string_view option;
  void (*add)(const Registry& registry, Candidates& candidates);
};

// Options whose values the registry knows.
constexpr RegistryOption kRegistryOptions[] = {
    {"--service", AddServices}, {"--container", AddContainers}, {"--as", AddContainers}, {"--port", AddPorts},
    {"PORT", AddPorts},
};

bool IsNamed(const OptionInfo& option, std::string_view name) {
  return option.positional == name || Has(option.names, name);
}

// Whether the registry knows the values of `option`.
bool AddFromRegistry(const OptionInfo& option, const Line& line, const std::string& default_registry,
                     Candidates& candidates) {
  for (const RegistryOption& known : kRegistryOptions) {
    if (!IsNamed(option, known.option)) continue;
    for (const Registry& registry : Load(line, default_registry)) known.add(registry, candidates);
    return true;
  }
  return false;
}

// Values of an option or positional. False: any text will do, maybe a path.
bool AddValues(const OptionInfo& option, const Line& line, const std::string& default_registry,
               Candidates& candidates) {
  for (const std::string& word : option.words) candidates.emplace(word, "");
  if (!candidates.empty() || AddFromRegistry(option, line, default_registry, candidates)) return true;
  if (IsNamed(option, "--explain")) AddCodes(candidates);
  return !candidates.empty();
}

// Whether the shell completes paths there.
bool Collect(const Line& line, const std::string& word, const std::string& default_registry, Candidates& candidates) {
  const CommandInfo& command = *line.command;
  if (line.option != nullptr) return !AddValues(*line.option, line, default_registry, candidates);
  if (word.starts_with('-')) return AddOptions(command, candidates), false;
  if (!command.commands.empty()) return AddCommands(command, candidates), false;
  const auto is_positional = [](const OptionInfo& option) { return option.names.empty(); };
  const auto positional = std::ranges::find_if(command.options, is_positional);
  return positional != command.options.end() && !AddValues(*positional, line, default_registry, candidates);
}

}  // namespace

Completion Complete(const CommandInfo& program, std::span<const std::string> words,
                    const std::string& default_registry) {
  const std::string word = words.empty() ? std::string() : words.back();
  Line line{&program, nullptr, {}};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) Take(line, words[i]);
  Candidates candidates;
  Completion completion;
  completion.files = Collect(line, word, default_registry, candidates);
  for (auto& [text, help] : candidates) {
    // A registry's names are another's text: what a line cannot hold is no candidate.
    if (text.empty() || !text.starts_with(word) || Printable(text) != text) continue;
    completion.candidates.push_back({text, Printable(help)});
  }
  return completion;
}

}  // namespace portlaw::cli
