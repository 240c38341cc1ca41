// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/agent_documents.h"

#include <filesystem>
#include <system_error>

namespace portlaw::cli {
namespace {

// The agent's paths are absolute: as the user would write them, where the file is below the current directory.
std::string FromHere(const std::string& path) {
  std::error_code error;
  const std::string relative = std::filesystem::proximate(path, error).string();
  return error || relative.empty() || relative.starts_with("..") ? path : relative;
}

}  // namespace

ResultOfMany<scan::PolicyFiles> AskAgentFiles(Result<control::Client>& agent, const std::string& usage) {
  if (agent) return scan::AskPolicyFiles(*agent);
  return FailMany(Fail({}, "no registry is given, and no agent tells which are in force: " + ToString(agent.error()),
                       "name the registry: " + usage)
                      .value());
}

RegistryOptions OrThoseOf(const scan::PolicyFiles& files, RegistryOptions documents) {
  for (const std::string& path : files.registries) documents.registries.push_back(FromHere(path));
  if (documents.settings.empty()) documents.settings = files.settings;
  return documents;
}

}  // namespace portlaw::cli
