// SPDX-License-Identifier: Apache-2.0
// portlaw manual DIR (hidden): writes the manual and the settings' JSON Schema, for the package.
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "agent/cli/command.h"
#include "agent/cli/command_info.h"
#include "agent/cli/report_errors.h"
#include "agent/manual/pages.h"
#include "policy/decide/settings_schema.h"

namespace portlaw::cli {

namespace {

Result<void> Write(const std::filesystem::path& path, const std::string& text) {
  std::error_code ignored;  // what is missing then shows when the file is opened
  std::filesystem::create_directories(path.parent_path(), ignored);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (!file) return Fail({path.string(), 0}, "cannot be written", "name a directory that you may write to");
  return {};
}

int RunManual(const std::filesystem::path& directory) {
  std::vector<manual::Page> pages = manual::CommandPages(DescribeCommandLine());
  for (manual::Page (*make)() : {manual::SettingsPage, manual::RegistryPage, manual::LintPage}) pages.push_back(make());
  for (const manual::Page& page : pages) {
    const auto written = Write(directory / ("man" + std::to_string(page.section())) / page.file(), page.text());
    if (!written) return ReportError(written.error());
  }
  const auto written = Write(directory / "settings.schema.json", SettingsSchema());
  return written ? kFine : ReportError(written.error());
}

}  // namespace

void AddManual(Command app) {
  Command command = app.AddSubcommand("manual", "Write the manual pages to DIR/man1, man5 and man7");
  command.Hide();
  const auto directory = std::make_shared<std::string>();
  command.AddOption("DIR", *directory, "Where to").Required();
  command.OnRun([directory] { return RunManual(*directory); });
}

}  // namespace portlaw::cli
