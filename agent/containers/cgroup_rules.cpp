// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/cgroup_rules.h"

#include <fnmatch.h>

#include <algorithm>

namespace portlaw::containers {

bool CgroupRules::Configure(const Settings& settings) {
  if (rules_ == settings.cgroups) return false;
  rules_ = settings.cgroups;
  return true;
}

Answer CgroupRules::Identify(const Cgroup& cgroup) {
  const auto rule = std::find_if(rules_.begin(), rules_.end(), [&](const CgroupRule& candidate) {
    return fnmatch(candidate.cgroup.c_str(), cgroup.path.c_str(), FNM_PATHNAME) == 0;
  });
  if (rule == rules_.end()) return NotMine{};
  KnownContainer known;
  // A rule says outright which container of the registry it is.
  known.identity = {rule->container, {rule->container}};
  known.details.name = rule->container;
  known.details.runtime = kCgroupRuleRuntime;
  return known;
}

std::vector<SourceStatus> CgroupRules::Status() const {
  return {
      {.name = std::string(kCgroupRuleRuntime), .connected = true, .detail = std::to_string(rules_.size()) + " rules"}};
}

std::unique_ptr<IdentitySource> MakeCgroupRules() { return std::make_unique<CgroupRules>(); }

}  // namespace portlaw::containers
