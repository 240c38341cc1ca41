// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/process_text.h"

namespace portlaw::kernel {

std::vector<std::string> SplitArguments(std::string_view text) {
  std::vector<std::string> arguments;
  while (!text.empty()) {
    const std::size_t end = text.find('\0');
    arguments.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return arguments;
}

std::string PathOfComponents(std::string_view components, bool cut) {
  std::string path;
  for (const std::string& component : SplitArguments(components)) path = "/" + component + path;
  return cut && !path.empty() ? "..." + path : path;
}

}  // namespace portlaw::kernel
