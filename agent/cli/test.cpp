// SPDX-License-Identifier: Apache-2.0
// portlaw test: a team's policy unit tests, with a report for people, scripts and CI.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "agent/cli/command.h"
#include "agent/cli/policy_options.h"
#include "agent/cli/report_errors.h"
#include "agent/io/read_file.h"
#include "policy/cases/policy_tests.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

using Json = nlohmann::ordered_json;
using Results = std::vector<PolicyCaseResult>;

constexpr std::size_t kMaxLineBytes = 2048;

struct TestOptions {
  std::string tests;
  RegistryOptions registries;  // instead of those that the tests name
  std::string format = "text";
};

std::ptrdiff_t Failures(const Results& results) {
  return std::count_if(results.begin(), results.end(), [](const PolicyCaseResult& r) { return !r.passed; });
}

// ---- reports ----------------------------------------------------------------------------------------------------

void PrintText(const std::vector<PolicyCase>& cases, const Results& results) {
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string title = Printable(Title(cases[i]));
    if (results[i].passed) {
      std::cout << "ok    " << title << ": " << ToString(results[i].verdict.action) << " ("
                << ToString(results[i].verdict.reason) << ")\n";
    } else {
      std::cout << "FAIL  " << Printable(ToString(cases[i].source), kMaxLineBytes) << ": " << title << ": "
                << Printable(Failure(cases[i], results[i]), kMaxLineBytes) << "\n";
    }
  }
  std::cout << cases.size() << " cases, " << Failures(results) << " failed\n";
}

Json CaseJson(const PolicyCase& test, const PolicyCaseResult& result) {
  return {{"name", Title(test)},
          {"passed", result.passed},
          {"port", result.port},
          {"expected",
           {{"action", ToString(test.action)}, {"reason", test.reason ? Json(ToString(*test.reason)) : Json()}}},
          {"got", {{"action", ToString(result.verdict.action)}, {"reason", ToString(result.verdict.reason)}}},
          {"message", result.passed ? Json() : Json(Failure(test, result))},
          {"source", {{"file", test.source.file}, {"line", test.source.line}}}};
}

void PrintJson(const std::vector<PolicyCase>& cases, const Results& results) {
  Json list = Json::array();
  for (std::size_t i = 0; i < cases.size(); ++i) list.push_back(CaseJson(cases[i], results[i]));
  const Json json = {{"cases", list}, {"failed", Failures(results)}};
  std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

std::string Xml(const std::string& text) {
  std::string xml;
  for (char c : Printable(text, kMaxLineBytes)) {
    switch (c) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '"':
        xml += "&quot;";
        break;
      default:
        xml += c;
    }
  }
  return xml;
}

// JUnit's XML, which CI systems show.
void PrintJunit(const std::vector<PolicyCase>& cases, const Results& results) {
  std::cout << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"portlaw\" tests=\"" << cases.size()
            << "\" failures=\"" << Failures(results) << "\">\n";
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::cout << "  <testcase name=\"" << Xml(Title(cases[i])) << "\" file=\"" << Xml(cases[i].source.file)
              << "\" line=\"" << cases[i].source.line << "\"";
    if (results[i].passed) {
      std::cout << "/>\n";
    } else {
      std::cout << "><failure message=\"" << Xml(Failure(cases[i], results[i])) << "\"/></testcase>\n";
    }
  }
  std::cout << "</testsuite>\n";
}

// ---- running ----------------------------------------------------------------------------------------------------

ResultOfMany<PolicyTests> LoadTests(const std::string& path) {
  const Result<std::string> text = io::ReadFile(path, kMaxPolicyTestsBytes, io::FileKind::kAny);
  if (!text) return tl::make_unexpected(Errors{text.error()});
  return ParsePolicyTests(*text, path);
}

// Paths in the document begin where it lies. What the command line names goes before.
RegistryOptions Registries(const TestOptions& options, const PolicyTests& tests) {
  const std::filesystem::path directory = std::filesystem::path(options.tests).parent_path();
  RegistryOptions registries = options.registries;
  if (registries.registries.empty()) {
    for (const std::string& path : tests.registries) registries.registries.push_back((directory / path).string());
  }
  if (registries.settings.empty() && !tests.settings.empty()) {
    registries.settings = (directory / tests.settings).string();
  }
  return registries;
}

int RunTest(const TestOptions& options) {
  const auto tests = LoadTests(options.tests);
  if (!tests) return ReportErrors(tests.error());
  const RegistryOptions registries = Registries(options, *tests);
  if (registries.registries.empty()) {
    return ReportError(Fail({options.tests, 0}, "names no registry", "add 'registries:', or --registry FILE").value());
  }
  const auto policy = LoadPolicy(registries);
  if (!policy) return ReportErrors(policy.error());
  const Results results = RunPolicyTests(**policy, tests->cases);
  if (options.format == "json") {
    PrintJson(tests->cases, results);
  } else if (options.format == "junit") {
    PrintJunit(tests->cases, results);
  } else {
    PrintText(tests->cases, results);
  }
  return Failures(results) == 0 ? kFine : kFindings;
}

}  // namespace

void AddTest(Command app) {
  Command command = app.AddSubcommand("test", "Hold a registry against examples of what it must allow and refuse");
  const auto options = std::make_shared<TestOptions>();
  command.AddOption("CASES", options->tests, "The examples (YAML)").Required();
  command.AddOption("--registry", options->registries.registries, "Registries, instead of those that CASES names");
  command.AddOption("--settings", options->registries.settings, "Policy settings, instead of those of CASES");
  command.AddOption("--format", options->format, "Output format").OneOf({"text", "json", "junit"});
  command.OnRun([options] { return RunTest(*options); });
}

}  // namespace portlaw::cli
