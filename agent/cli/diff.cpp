// SPDX-License-Identifier: Apache-2.0
// portlaw diff: what a new version of a registry changes, and for whom.
#include "policy/diff/diff.h"

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "agent/cli/command.h"
#include "agent/cli/json_text.h"
#include "agent/cli/report_errors.h"
#include "agent/io/load_registries.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxRangesShown = 12;

struct DiffOptions {
  std::string before;
  std::string after;
  std::string settings;
  std::string format = "text";
  bool exit_code = false;
};

// ---- JSON -------------------------------------------------------------------------------------------------------

Json FactJson(const FactChange& change) {
  return {{"kind", change.kind},
          {"name", change.name},
          {"before", OrNull(change.before)},
          {"after", OrNull(change.after)},
          {"source", {{"file", change.source.file}, {"line", change.source.line}}}};
}

Json DecisionJson(const Decision& decision) {
  return {{"action", ToString(decision.action)}, {"reason", ToString(decision.reason)}};
}

Json VerdictJson(const VerdictChange& change) {
  Json ports = Json::array();
  for (PortRange range : change.ports) ports.push_back({{"first", range.first}, {"last", range.last}});
  return {{"who", ToString(change.subject, change.container)},
          {"container", OrNull(change.container)},
          {"ports", ports},
          {"protocol", ToString(change.protocol)},
          {"netns", ToString(change.scope)},
          {"before", DecisionJson(change.before)},
          {"after", DecisionJson(change.after)}};
}

void PrintJson(const PolicyDiff& diff) {
  Json facts = Json::array();
  for (const FactChange& change : diff.facts) facts.push_back(FactJson(change));
  Json verdicts = Json::array();
  for (const VerdictChange& change : diff.verdicts) verdicts.push_back(VerdictJson(change));
  const Json json = {{"facts", facts}, {"verdicts", verdicts}};
  std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

// ---- text -------------------------------------------------------------------------------------------------------

std::string Ports(const VerdictChange& change) {
  std::string text;
  for (std::size_t i = 0; i < change.ports.size() && i < kMaxRangesShown; ++i) {
    text += (i == 0 ? "" : ", ") + ToString(change.ports[i]);
  }
  if (change.ports.size() > kMaxRangesShown) {
    text += " and " + std::to_string(change.ports.size() - kMaxRangesShown) + " more ranges";
  }
  if (change.protocol != Protocol::kAny) text += " (" + std::string(ToString(change.protocol)) + ")";
  if (change.scope == Scope::kPrivate) text += " (private network namespaces)";
  return text;
}

std::string Words(const Decision& decision) {
  return std::string(ToString(decision.action)) + " (" + std::string(ToString(decision.reason)) + ")";
}

void PrintFact(const FactChange& change) {
  const char* sign = change.before.empty() ? "+" : change.after.empty() ? "-" : "~";
  std::cout << sign << " " << change.kind << " " << Printable(change.name) << " " << Printable(change.before)
            << (*sign == '~' ? " -> " : "") << Printable(change.after) << "  ("
            << Printable(ToString(change.source), 1024) << ")\n";
}

void PrintVerdicts(const std::vector<VerdictChange>& changes) {
  std::string last;
  for (const VerdictChange& change : changes) {
    const std::string who = Printable(ToString(change.subject, change.container));
    if (who != last) std::cout << who << "\n";
    last = who;
    std::cout << "  " << Ports(change) << ": " << Words(change.before) << " -> " << Words(change.after) << "\n";
  }
}

void PrintDiff(const PolicyDiff& diff) {
  if (diff.facts.empty() && diff.verdicts.empty()) {
    std::cout << "nothing changes\n";
    return;
  }
  for (const FactChange& change : diff.facts) PrintFact(change);
  if (diff.verdicts.empty()) {
    std::cout << "\nno verdict changes\n";
    return;
  }
  std::cout << "\nVerdicts that change:\n";
  PrintVerdicts(diff.verdicts);
}

int RunDiff(const DiffOptions& options) {
  const auto before = io::LoadPolicy({options.before}, options.settings);
  const auto after = io::LoadPolicy({options.after}, options.settings);
  if (!before) ReportErrors(before.error());
  if (!after) ReportErrors(after.error());
  if (!before || !after) return kCouldNotRun;
  const PolicyDiff diff = Diff(**before, **after);
  if (options.format == "json") {
    PrintJson(diff);
  } else {
    PrintDiff(diff);
  }
  return options.exit_code && !diff.verdicts.empty() ? kFindings : kFine;
}

}  // namespace

void AddDiff(Command app) {
  Command command = app.AddSubcommand("diff", "Say what a new registry changes, and whose verdicts");
  const auto options = std::make_shared<DiffOptions>();
  command.AddOption("OLD", options->before, "The registry as it is").Required();
  command.AddOption("NEW", options->after, "The registry as it will be").Required();
  command.AddOption("--settings", options->settings, "Policy settings (YAML), for both");
  command.AddOption("--format", options->format, "Output format").OneOf({"text", "json"});
  command.AddFlag("--exit-code", options->exit_code, "Exit with 1 if a verdict changes");
  command.OnRun([options] { return RunDiff(*options); });
}

}  // namespace portlaw::cli
