// SPDX-License-Identifier: Apache-2.0
// portlaw reload: have the agent read its documents again, and tell how that went.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/held_change.h"
#include "agent/cli/report_errors.h"

namespace portlaw::cli {

namespace {

using nlohmann::json;

struct ReloadOptions {
  ControlOptions control;
  bool accepts = false;
  std::string name;
};

// What the agent holds back now, which `--accept` without a name means; empty: nothing.
ResultOfMany<std::string> HeldName(const ControlOptions& control) {
  const auto reply = control.Ask({{"request", "status"}});
  if (!reply) return tl::make_unexpected(reply.error());
  const json status = reply->value("status", json::object());
  return control::TextAt(status.value("held", json::object()), "name");
}

ResultOfMany<json> RequestOf(const ReloadOptions& options) {
  if (!options.accepts && !options.name.empty()) {
    return FailMany(Fail({}, "a name is for --accept", "portlaw reload --accept NAME").value());
  }
  if (!options.accepts) return json{{"request", "reload"}};
  if (!options.name.empty()) return json{{"request", "accept"}, {"name", options.name}};
  return HeldName(options.control).map([](const std::string& name) {
    return name.empty() ? json{{"request", "reload"}} : json{{"request", "accept"}, {"name", name}};
  });
}

void PrintText(const json& reply) {
  const auto generation = reply.value("generation", 0);
  if (reply.value("changed", false)) {
    std::cout << "reloaded: generation " << generation << " is in force\n";
  } else if (const json held = reply.value("held", json()); held.is_object()) {
    std::cout << "generation " << generation << " stays in force\n" << HeldText(held);
  } else {
    std::cout << "nothing has changed: generation " << generation << " stays in force\n";
  }
}

int RunReload(const ReloadOptions& options) {
  const auto request = RequestOf(options);
  if (!request) return ReportErrors(request.error());
  auto reply = options.control.Ask(*request);
  if (!reply) return ReportErrors(reply.error());
  reply->erase("ok");
  if (options.control.json()) {
    std::cout << reply->dump(-1, ' ', false, json::error_handler_t::replace) << "\n";
  } else {
    PrintText(*reply);
  }
  return reply->value("held", json()).is_object() ? kFindings : kFine;
}

}  // namespace

void AddReload(Command app) {
  Command command = app.AddSubcommand("reload", "Have the agent read its registries and settings again");
  const auto options = std::make_shared<ReloadOptions>();
  options->control.AddTo(command);
  command.AddFlag("--accept", options->accepts,
                  "Put in force what is held back. Refused where the files have changed since");
  command.AddOption("NAME", options->name,
                    "With --accept: the name of the change that is meant; without it, the one held back now");
  command.OnRun([options] { return RunReload(*options); });
}

}  // namespace portlaw::cli
