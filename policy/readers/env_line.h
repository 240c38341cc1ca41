// SPDX-License-Identifier: Apache-2.0
// Lines of an environment file: NAME=value, `export NAME="value"`.
#ifndef PORTLAW_POLICY_READERS_ENV_LINE_H_
#define PORTLAW_POLICY_READERS_ENV_LINE_H_

#include <optional>
#include <string>
#include <string_view>

namespace portlaw::readers {

struct EnvLine {
  std::string name;
  std::string value;    // without quotes and a trailing comment
  std::string comment;  // after " #"
};

// None for a comment, an empty line and anything else that sets no variable.
std::optional<EnvLine> ParseEnvLine(std::string_view line);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_ENV_LINE_H_
