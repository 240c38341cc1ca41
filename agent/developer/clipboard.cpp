// SPDX-License-Identifier: Apache-2.0
#include "agent/developer/clipboard.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <sstream>

#include "agent/io/run_program.h"

namespace portlaw::developer {
namespace {

constexpr std::chrono::seconds kPatience{5};

struct Tool {
  const char* display;  // the variable that a session of its kind sets
  std::vector<std::string> command;
};

const std::vector<Tool>& Tools() {
  static const std::vector<Tool> kTools = {
      {"WAYLAND_DISPLAY", {"wl-copy"}},
      {"DISPLAY", {"xclip", "-selection", "clipboard"}},
      {"DISPLAY", {"xsel", "--clipboard", "--input"}},
  };
  return kTools;
}

bool IsInstalled(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + "/" + name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

}  // namespace

std::optional<std::vector<std::string>> ClipboardCommand() {
  for (const Tool& tool : Tools()) {
    if (std::getenv(tool.display) != nullptr && IsInstalled(tool.command[0])) return tool.command;
  }
  return std::nullopt;
}

Result<void> Copy(const std::vector<std::string>& command, const std::string& text) {
  const auto done = io::RunProgram(command, text, kPatience);
  if (!done) return tl::make_unexpected(done.error());
  return done->code == 0 ? Result<void>() : Fail({}, command[0] + " could not fill the clipboard");
}

}  // namespace portlaw::developer
