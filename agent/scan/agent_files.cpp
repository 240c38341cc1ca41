// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/agent_files.h"

#include <nlohmann/json.hpp>

#include "agent/control/protocol.h"

namespace portlaw::scan {

ResultOfMany<PolicyFiles> AskPolicyFiles(control::Client& agent) {
  const auto reply = agent.Ask({{"request", "status"}});
  if (!reply) return tl::make_unexpected(reply.error());
  const nlohmann::json status = reply->value("status", nlohmann::json::object());
  PolicyFiles files{{}, control::TextAt(status, "settings"), control::TextAt(status, "audit_log")};
  for (const nlohmann::json& registry : status.value("registries", nlohmann::json::array())) {
    if (registry.is_object()) files.registries.push_back(control::TextAt(registry, "path"));
  }
  if (!files.registries.empty()) return files;
  return FailMany(Fail({}, "the agent does not tell its registries", "name them on the command line").value());
}

}  // namespace portlaw::scan
