// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/env_line.h"

#include "policy/readers/fold.h"

namespace portlaw::readers {

std::optional<EnvLine> ParseEnvLine(std::string_view line) {
  line = Trim(line);
  if (line.substr(0, 7) == "export ") line = Trim(line.substr(7));
  std::size_t end = 0;
  while (end < line.size() && (IsAlpha(line[end]) || IsDigit(line[end]) || line[end] == '_')) ++end;
  if (end < 2 || IsDigit(line[0]) || end >= line.size() || line[end] != '=') return std::nullopt;
  EnvLine result;
  result.name = std::string(line.substr(0, end));
  std::string_view value = Trim(line.substr(end + 1));
  const char quote = value.empty() ? '\0' : value.front();
  if (quote == '"' || quote == '\'') {
    const std::size_t close = value.find(quote, 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::size_t hash = value.find('#', close);
    if (hash != std::string_view::npos) result.comment = std::string(Trim(value.substr(hash + 1)));
    result.value = std::string(value.substr(1, close - 1));
    return result;
  }
  const std::size_t hash = value.find(" #");
  if (hash != std::string_view::npos) {
    result.comment = std::string(Trim(value.substr(hash + 2)));
    value = Trim(value.substr(0, hash));
  }
  if (value.find(' ') != std::string_view::npos) return std::nullopt;  // "PORT=3000 npm start" is a command
  result.value = std::string(value);
  return result;
}

}  // namespace portlaw::readers
