// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "policy/check/compose_port.h"
#include "policy/check/formats.h"
#include "policy/check/interpolate.h"
#include "policy/naming/naming.h"

namespace portlaw::check {

namespace {

// An instruction with its continuation lines joined.
struct Instruction {
  std::string name;  // upper case
  std::string arguments;
  int line = 0;
};

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

std::vector<std::string> SplitWords(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text + " ") {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, ""));
    }
  }
  return words;
}

// Splits into instructions; comments and blank lines within a continued one are left out, as Docker does.
class Instructions {
 public:
  explicit Instructions(std::string_view text) {
    int number = 0;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      AddLine(std::string(text.substr(0, end)), ++number);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    Finish();
  }

  const std::vector<Instruction>& all() const { return all_; }

 private:
  void AddLine(std::string line, int number) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    const std::size_t start = line.find_first_not_of(" \t");
    if (start == std::string::npos || line[start] == '#') return;
    if (joined_.empty()) line_ = number;
    const bool goes_on = line.ends_with('\\');
    if (goes_on) line.pop_back();
    joined_ += line + " ";
    if (!goes_on) Finish();
  }

  void Finish() {
    const std::size_t start = joined_.find_first_not_of(" \t");
    if (start != std::string::npos) {
      const std::size_t end = std::min(joined_.find_first_of(" \t", start), joined_.size());
      all_.push_back({Upper(joined_.substr(start, end - start)), joined_.substr(end), line_});
    }
    joined_.clear();
  }

  std::vector<Instruction> all_;
  std::string joined_;
  int line_ = 0;
};

// "NAME=value" pairs, or "NAME value" of the old form.
void AddVariables(const std::string& arguments, Variables& variables) {
  const std::vector<std::string> words = SplitWords(arguments);
  if (words.size() == 2 && words[0].find('=') == std::string::npos) variables[words[0]] = words[1];
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) continue;
    std::string value = word.substr(equals + 1);
    std::erase(value, '"');
    variables[word.substr(0, equals)] = Interpolate(value, variables).text;
  }
}

// "janua-api.Dockerfile" and "Dockerfile.janua-api" name the container too.
std::string NameInFile(const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  if (name.starts_with("Dockerfile.")) return name.substr(11);
  if (name.ends_with(".Dockerfile")) return name.substr(0, name.size() - 11);
  return "";
}

class DockerfileReader {
 public:
  DockerfileReader(const std::string& file, const DeploymentOptions& options) : file_(file), options_(options) {}

  Deployment Read(std::string_view text) {
    const Instructions instructions(text);
    Variables labels;
    for (const Instruction& instruction : instructions.all()) {
      if (instruction.name == "LABEL") AddVariables(instruction.arguments, labels);
    }
    // The directory that holds the Dockerfile is the service in most repositories: services/janua-api/Dockerfile.
    identity_.names = {labels[std::string(kContainerLabel)]};
    if (identity_.names.front().empty()) identity_.names = {NameInFile(file_), options_.directory};
    std::erase(identity_.names, "");
    if (!identity_.names.empty()) identity_.name = identity_.names.front();
    for (const Instruction& instruction : instructions.all()) ReadInstruction(instruction);
    return std::move(deployment_);
  }

 private:
  void ReadInstruction(const Instruction& instruction) {
    if (instruction.name == "FROM") deployment_ = {};  // only the last stage is the image
    if (instruction.name == "ARG" || instruction.name == "ENV") AddVariables(instruction.arguments, variables_);
    if (instruction.name != "EXPOSE") return;
    for (const std::string& word : SplitWords(instruction.arguments)) Expose(word, instruction.line);
  }

  void Expose(const std::string& word, int line) {
    const Interpolated value = Interpolate(word, variables_);
    if (!value.unset.empty()) {
      return Add(Severity::kWarning, line, "unset-variable", value.unset.front() + " has no value and no default");
    }
    const Result<ComposePort> port = ParseComposePort(value.text, {file_, line});
    if (!port || port->published) {
      return Add(Severity::kError, line, "malformed-port", "\"" + value.text + "\" is no port to expose");
    }
    if (identity_.names.empty()) {
      return Add(Severity::kNote, line, "unknown-container",
                 "EXPOSE " + value.text + " cannot be judged: LABEL portlaw.container=NAME says whose image it is");
    }
    PlannedBind bind;
    bind.identities = {identity_};
    bind.who = "the image of " + identity_.name;
    bind.statement = "EXPOSE";
    bind.ports = port->target;
    bind.protocol = port->protocol;
    bind.scope = Scope::kPrivate;
    bind.source = {file_, line};
    deployment_.binds.push_back(std::move(bind));
  }

  void Add(Severity severity, int line, const char* code, std::string message) {
    deployment_.findings.push_back({severity, code, std::move(message), {file_, line}, {}});
  }

  const std::string& file_;
  const DeploymentOptions& options_;
  Variables variables_;
  ContainerIdentity identity_;
  Deployment deployment_;
};

bool DockerfileClaims(std::string_view, const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  return name == "Dockerfile" || name == "Containerfile" || !NameInFile(file).empty();
}

Result<Deployment> ReadDockerfile(std::string_view text, const std::string& file, const DeploymentOptions& options) {
  return DockerfileReader(file, options).Read(text);
}

}  // namespace

DeploymentFormat Dockerfile() { return {"dockerfile", DockerfileClaims, ReadDockerfile}; }

}  // namespace portlaw::check
