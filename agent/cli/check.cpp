// SPDX-License-Identifier: Apache-2.0
// portlaw check: deployment files against the registry, before a host does.
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "agent/cli/command.h"
#include "agent/cli/policy_options.h"
#include "agent/cli/report_errors.h"
#include "agent/io/read_file.h"
#include "policy/check/interpolate.h"
#include "policy/check/judge.h"
#include "policy/lint/lint.h"
#include "policy/readers/reader.h"
#include "policy/render/findings.h"

namespace portlaw::cli {

namespace {

struct CheckOptions {
  std::vector<std::string> files;  // registries and deployment files, told apart by what they are
  RegistryOptions registries;      // those named as such
  std::string env_file;
  std::string project;
  std::vector<std::string> profiles;
  std::string format = "text";
};

struct DeploymentFile {
  std::string path;
  std::string text;
  const DeploymentFormat* format;
};

check::Variables Environment() {
  check::Variables variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return variables;
}

// The environment and under it the variables of the .env file beside the compose file, as compose has them.
Result<check::Variables> VariablesFor(const std::string& path, const CheckOptions& options) {
  check::Variables variables = Environment();
  const std::filesystem::path beside = std::filesystem::path(path).parent_path() / ".env";
  const std::string env_file = options.env_file.empty() ? beside.string() : options.env_file;
  std::error_code ignored;
  if (options.env_file.empty() && !std::filesystem::exists(env_file, ignored)) return variables;
  const Result<std::string> text = io::ReadFile(env_file, kMaxDocumentBytes, io::FileKind::kAny);
  if (!text) return tl::make_unexpected(text.error());
  variables.merge(check::ParseEnvFile(*text, variables));
  return variables;
}

// Sorts the files into `deployments` and `registries`.
Errors TellApart(const CheckOptions& options, std::vector<DeploymentFile>& deployments,
                 std::vector<std::string>& registries) {
  Errors errors;
  for (const std::string& path : options.files) {
    Result<std::string> text = io::ReadFile(path, kMaxDocumentBytes, io::FileKind::kAny);
    if (!text) {
      errors.push_back(std::move(text.error()));
    } else if (const DeploymentFormat* format = FindDeploymentFormat(*text, path)) {
      deployments.push_back({path, std::move(*text), format});
    } else {
      registries.push_back(path);
    }
  }
  return errors;
}

Result<Deployment> ReadDeployment(const DeploymentFile& file, const CheckOptions& options) {
  Result<check::Variables> variables = VariablesFor(file.path, options);
  if (!variables) return tl::make_unexpected(variables.error());
  const std::filesystem::path directory = std::filesystem::absolute(file.path).lexically_normal().parent_path();
  const DeploymentOptions deployment{std::move(*variables),
                                     options.project,
                                     directory.filename().string(),
                                     {options.profiles.begin(), options.profiles.end()}};
  return file.format->read(file.text, file.path, deployment);
}

std::vector<RuleText> Rules() {
  std::vector<RuleText> rules;
  for (const CheckCode& code : CheckCodes()) rules.push_back({code.code, code.summary, code.mend});
  return rules;
}

void Print(const ToldFindings& findings, const std::string& format) {
  if (format == "json") {
    std::cout << FindingsJson(findings);
  } else if (format == "sarif") {
    std::cout << FindingsSarif(findings, Rules());
  } else {
    std::cout << FindingsText(findings) << CountText(findings) << "\n";
  }
}

int Check(const CompiledPolicy& policy, const std::vector<DeploymentFile>& files, const CheckOptions& options) {
  Deployment all;
  Errors errors;
  for (const DeploymentFile& file : files) {
    Result<Deployment> deployment = ReadDeployment(file, options);
    if (!deployment) {
      errors.push_back(deployment.error());
      continue;
    }
    all.binds.insert(all.binds.end(), deployment->binds.begin(), deployment->binds.end());
    all.findings.insert(all.findings.end(), deployment->findings.begin(), deployment->findings.end());
  }
  if (!errors.empty()) return ReportErrors(errors);
  const Findings judged = Judge(policy, all.binds);
  all.findings.insert(all.findings.end(), judged.begin(), judged.end());
  SortFindings(all.findings);
  const ToldFindings told = TellEach(all.findings);
  Print(told, options.format);
  return HasErrors(told) ? kFindings : kFine;
}

int RunCheck(const CheckOptions& options) {
  std::vector<DeploymentFile> deployments;
  RegistryOptions registries = options.registries;
  const Errors errors = TellApart(options, deployments, registries.registries);
  if (!errors.empty()) return ReportErrors(errors);
  if (registries.registries.empty()) {
    return ReportError({{}, "check needs a registry", "portlaw check REGISTRY... FILE..."});
  }
  if (deployments.empty()) {
    return ReportError({{},
                        "there is nothing to check: none of the files is a compose file, a Kubernetes manifest or a "
                        "Dockerfile",
                        "portlaw check REGISTRY... FILE..."});
  }
  const auto policy = LoadPolicy(registries);
  if (!policy) return ReportErrors(policy.error());
  return Check(**policy, deployments, options);
}

}  // namespace

void AddCheck(Command app) {
  Command command = app.AddSubcommand(
      "check", "Judge compose files, Kubernetes manifests and Dockerfiles by the registry, before a host does");
  const auto options = std::make_shared<CheckOptions>();
  command.AddOption("FILE", options->files, "Registries and deployment files, in any order").Required();
  command
      .AddOption("--registry", options->registries.registries,
                 "A file that is a registry, whatever it looks like; once for each")
      .OneValueEach();  // or it would swallow the files after it
  command.AddOption("--settings", options->registries.settings, "Policy settings (YAML)");
  command.AddOption("--env-file", options->env_file, "Variables; without it, the .env beside each compose file");
  command.AddOption("--project", options->project, "Compose's project name; without it, that of the file or directory");
  command.AddOption("--profile", options->profiles, "Only services of this compose profile and of none").OneValueEach();
  command.AddOption("--format", options->format, "Output format").OneOf({"text", "json", "sarif"});
  command.OnRun([options] { return RunCheck(*options); });
}

}  // namespace portlaw::cli
