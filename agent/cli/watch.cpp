// SPDX-License-Identifier: Apache-2.0
// portlaw watch: events as they happen.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "agent/cli/command.h"
#include "agent/cli/control_options.h"
#include "agent/cli/report_errors.h"
#include "agent/control/client.h"

namespace portlaw::cli {

namespace {

struct WatchOptions {
  ControlOptions control;
  std::string cgroup;
};

void Print(const nlohmann::json& line, bool as_json) {
  if (line.contains("dropped")) {
    std::cerr << "portlaw: " << line["dropped"] << " events were lost: this reader is too slow\n";
  } else if (!line.contains("event")) {
    return;
  } else if (as_json) {
    std::cout << line["event"] << std::endl;
  } else {
    const nlohmann::json& event = line["event"];
    std::cout << control::TextAt(event, "time") << " " << control::TextAt(event, "message") << std::endl;
  }
}

int RunWatch(const WatchOptions& options) {
  auto client = control::Client::Connect(options.control.socket);
  if (!client) return ReportError(client.error());
  nlohmann::json request{{"request", "watch"}};
  if (!options.cgroup.empty()) request["cgroup"] = options.cgroup;
  if (const auto reply = client->Ask(request); !reply) return ReportErrors(reply.error());
  while (std::cout) {
    const auto line = client->Next(std::nullopt);
    if (!line) return ReportError(line.error());
    if (*line) Print(**line, options.control.json());
  }
  return kFine;
}

}  // namespace

void AddWatch(Command app) {
  Command command = app.AddSubcommand("watch", "Show events as they happen");
  const auto options = std::make_shared<WatchOptions>();
  options->control.AddTo(command);
  command.AddOption("--cgroup", options->cgroup, "Only those of this cgroup and beneath (path from cgroup v2's root)");
  command.OnRun([options] { return RunWatch(*options); });
}

}  // namespace portlaw::cli
