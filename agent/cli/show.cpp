// SPDX-License-Identifier: Apache-2.0
// portlaw show: the registry as understood.
#include "policy/render/show.h"

#include <iostream>
#include <memory>

#include "agent/cli/command.h"
#include "agent/cli/registry_options.h"
#include "agent/cli/report_errors.h"
#include "policy/lint/lint.h"
#include "policy/render/readings.h"

namespace portlaw::cli {

namespace {

struct ShowOptions {
  RegistryOptions registries;
  std::string format = "text";
  bool explain_reading = false;
};

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const ShowFormat& format : ShowFormats()) names.emplace_back(format.name);
  return names;
}

int RunShow(const ShowOptions& options) {
  ResultOfMany<io::LoadedRegistries> loaded = options.registries.Load(options.explain_reading);
  if (!loaded) return ReportErrors(loaded.error());
  if (options.explain_reading) {
    std::cout << (options.format == "json" ? ReadingsJson(loaded->readings) : ReadingsText(loaded->readings));
    return kFine;
  }
  Shown shown{std::move(loaded->registries), std::move(loaded->findings), loaded->unread_lines};
  const Findings lint = Lint(shown.registries);
  shown.findings.insert(shown.findings.end(), lint.begin(), lint.end());
  SortFindings(shown.findings);
  for (const ShowFormat& format : ShowFormats()) {
    if (format.name == options.format) std::cout << format.render(shown);
  }
  return kFine;
}

}  // namespace

void AddShow(Command app) {
  Command command = app.AddSubcommand("show", "Show the registry as understood");
  const auto options = std::make_shared<ShowOptions>();
  options->registries.AddTo(command);
  command.AddOption("--format", options->format, "Output format").OneOf(FormatNames());
  command.AddFlag("--explain-reading", options->explain_reading,
                  "Tell for every line with a number what it was taken for, and why (--format text or json)");
  command.OnRun([options] { return RunShow(*options); });
}

}  // namespace portlaw::cli
