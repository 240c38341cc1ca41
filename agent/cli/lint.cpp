// SPDX-License-Identifier: Apache-2.0
// portlaw lint: what is wrong in the registry.
#include "policy/lint/lint.h"

#include <fstream>
#include <iostream>
#include <memory>

#include "agent/cli/command.h"
#include "agent/cli/registry_options.h"
#include "agent/cli/report_errors.h"
#include "agent/io/read_file.h"
#include "policy/check/judge.h"
#include "policy/lint/aggregate.h"
#include "policy/lint/baseline.h"
#include "policy/render/findings.h"

namespace portlaw::cli {

namespace {

constexpr std::size_t kMaxBaselineBytes = 64 * 1024 * 1024;

struct LintOptions {
  RegistryOptions registries;
  std::string format = "text";
  std::string baseline;
  std::string write_baseline;
  std::string explain;
  bool codes = false;
  bool all = false;
};

int ListCodes() {
  for (const LintCheck& check : LintChecks()) {
    std::cout << check.code << " (" << ToString(check.severity) << "): " << check.summary << "\n";
  }
  for (const CheckCode& code : CheckCodes()) {
    std::cout << code.code << " (of portlaw check): " << code.summary << "\n";
  }
  return kFine;
}

// LintCheck and CheckCode have the same texts.
template <class Code>
void PrintTexts(const Code& code, std::string_view severity) {
  std::cout << code.code << " (" << severity << ")\n\nWhat: " << code.summary << ".\nWhy:  " << code.why
            << "\nMend: " << code.mend << "\n";
}

int Explain(const std::string& code) {
  for (const LintCheck& check : LintChecks()) {
    if (check.code == code) return PrintTexts(check, ToString(check.severity)), kFine;
  }
  for (const CheckCode& check : CheckCodes()) {
    if (check.code == code) return PrintTexts(check, "of portlaw check"), kFine;
  }
  return ReportError({{}, "there is no code \"" + code + "\"", "portlaw lint --codes lists them"});
}

std::vector<RuleText> Rules(std::vector<std::string>& helps) {
  std::vector<RuleText> rules;
  for (const LintCheck& check : LintChecks()) {
    helps.push_back(std::string(check.why) + " " + std::string(check.mend));
    rules.push_back({check.code, check.summary, {}});
  }
  for (std::size_t i = 0; i < rules.size(); ++i) rules[i].help = helps[i];
  return rules;
}

void Print(const ToldFindings& fresh, const BaselineResult& result, const std::string& format) {
  if (format == "json") {
    std::cout << FindingsJson(fresh);
  } else if (format == "sarif") {
    std::vector<std::string> helps;
    std::cout << FindingsSarif(fresh, Rules(helps));
  } else {
    std::cout << FindingsText(fresh) << CountText(fresh);
    if (result.known > 0) std::cout << "; " << result.known << " known from the baseline";
    if (result.gone > 0) std::cout << "; " << result.gone << " of the baseline are gone, write it anew";
    std::cout << "\n";
  }
}

int SaveBaseline(const std::string& path, const Findings& findings) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << WriteBaseline(findings) << std::flush;
  if (!file) return ReportError({{path, 0}, "cannot be written", "name a file in a directory that you may write to"});
  std::cout << path << ": " << CountText(TellEach(findings)) << "\n";
  return kFine;
}

Result<BaselineResult> Compare(const Findings& findings, const std::string& baseline) {
  if (baseline.empty()) return BaselineResult{findings, 0, 0};
  const Result<std::string> text = io::ReadFile(baseline, kMaxBaselineBytes, io::FileKind::kAny);
  if (!text) return tl::make_unexpected(text.error());
  return CompareWithBaseline(findings, *text, baseline);
}

int LintRegistries(const LintOptions& options) {
  ResultOfMany<io::LoadedRegistries> loaded = options.registries.Load();
  if (!loaded) return ReportErrors(loaded.error());
  Findings findings = Lint(loaded->registries);
  findings.insert(findings.end(), loaded->findings.begin(), loaded->findings.end());
  SortFindings(findings);
  if (!options.write_baseline.empty()) return SaveBaseline(options.write_baseline, findings);
  const Result<BaselineResult> result = Compare(findings, options.baseline);
  if (!result) return ReportError(result.error());
  const ToldFindings fresh = options.all ? TellEach(result->fresh) : Aggregate(result->fresh);
  Print(fresh, *result, options.format);
  return HasErrors(fresh) ? kFindings : kFine;
}

int RunLint(const LintOptions& options) {
  if (options.codes) return ListCodes();
  if (!options.explain.empty()) return Explain(options.explain);
  if (options.registries.registries.empty()) {
    return ReportError({{}, "lint needs a registry", "portlaw lint REGISTRY..."});
  }
  return LintRegistries(options);
}

}  // namespace

void AddLint(Command app) {
  Command command = app.AddSubcommand("lint", "Find what is wrong in registries, alone and together");
  const auto options = std::make_shared<LintOptions>();
  options->registries.AddTo(command).Required(false);
  command.AddOption("--format", options->format, "Output format").OneOf({"text", "json", "sarif"});
  command.AddOption("--baseline", options->baseline, "Leave out the findings that FILE has");
  command.AddOption("--write-baseline", options->write_baseline, "Write all findings to FILE for --baseline");
  command.AddOption("--explain", options->explain, "What a code means, why it matters and how to mend it");
  command.AddFlag("--codes", options->codes, "List all codes");
  command.AddFlag("--all", options->all,
                  "Tell every finding by itself; without it, those that are one problem are one, with a count");
  command.OnRun([options] { return RunLint(*options); });
}

}  // namespace portlaw::cli
