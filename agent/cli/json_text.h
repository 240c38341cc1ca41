// SPDX-License-Identifier: Apache-2.0
// How the command line's JSON says that there is nothing.
#ifndef PORTLAW_AGENT_CLI_JSON_TEXT_H_
#define PORTLAW_AGENT_CLI_JSON_TEXT_H_

#include <nlohmann/json.hpp>
#include <string>

namespace portlaw::cli {

// null for an empty text.
inline nlohmann::ordered_json OrNull(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_JSON_TEXT_H_
