// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/held_change.h"

#include <nlohmann/json.hpp>

#include "agent/control/protocol.h"
#include "policy/text/printable.h"

namespace portlaw::cli {

namespace {

constexpr std::size_t kMaxTextBytes = 1024;

std::string Text(const nlohmann::json& object, const char* key) {
  return Printable(control::TextAt(object, key), kMaxTextBytes);
}

}  // namespace

std::string HeldText(const nlohmann::json& held) {
  std::string text = "HELD BACK   since " + Text(held, "since") + ": " + Text(held, "summary") + "\n";
  const auto reasons = held.find("reasons");
  if (reasons != held.end() && reasons->is_array()) {
    for (const nlohmann::json& reason : *reasons) {
      if (reason.is_string()) text += "            " + Printable(reason.get<std::string>(), kMaxTextBytes) + "\n";
    }
  }
  return text + "            if it is meant: portlaw reload --accept " + Text(held, "name").substr(0, 12) + "\n";
}

}  // namespace portlaw::cli
