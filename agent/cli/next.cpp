// SPDX-License-Identifier: Apache-2.0
// portlaw next: the port that a service should take next. The text on stdout is the port alone, for scripts; why it
// is that one goes to stderr.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "agent/cli/command.h"
#include "agent/cli/policy_options.h"
#include "agent/cli/report_errors.h"
#include "policy/decide/suggest.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

using Json = nlohmann::ordered_json;

struct NextOptions {
  RegistryOptions registries;
  std::string service;
  std::string purpose;
  std::string format = "text";
};

void PrintJson(const NextOptions& options, const NextPort& next) {
  const Json json = {{"service", options.service},
                     {"purpose", next.purpose.empty() ? Json() : Json(next.purpose)},
                     {"port", next.port},
                     {"first", next.within.first},
                     {"last", next.within.last},
                     {"kept_for_later", next.kept_for_later},
                     {"source", {{"file", next.source.file}, {"line", next.source.line}}}};
  std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

void PrintText(const NextPort& next) {
  std::cout << next.port << std::endl;
  std::cerr << "the first free port of " << Printable(next.place) << ", " << ToString(next.within);
  if (!next.purpose.empty()) std::cerr << " (" << Printable(next.purpose) << ")";
  std::cerr << ", " << Printable(ToString(next.source), 1024) << "\n";
  if (next.kept_for_later) {
    std::cerr << "it is kept for later use: take it out of the reserved range when you assign it\n";
  }
}

int RunNext(const NextOptions& options) {
  const auto policy = LoadPolicy(options.registries);
  if (!policy) return ReportErrors(policy.error());
  const Result<NextPort> next = FindNextPort(**policy, options.service, options.purpose);
  if (!next) return ReportError(next.error());
  if (options.format == "json") {
    PrintJson(options, *next);
  } else {
    PrintText(*next);
  }
  return kFine;
}

}  // namespace

void AddNext(Command app) {
  Command command = app.AddSubcommand("next", "Find the next free port of a service");
  const auto options = std::make_shared<NextOptions>();
  options->registries.AddTo(command);
  command.AddOption("--service", options->service, "The service (or group) that takes it").Required();
  command.AddOption("--purpose", options->purpose, "What for, in the words of the offset scheme: worker");
  command.AddOption("--format", options->format, "Output format").OneOf({"text", "json"});
  command.OnRun([options] { return RunNext(*options); });
}

}  // namespace portlaw::cli
