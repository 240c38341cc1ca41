// SPDX-License-Identifier: Apache-2.0
// Identity by the settings: "a cgroup whose path matches this glob is that container".
#ifndef PORTLAW_AGENT_CONTAINERS_CGROUP_RULES_H_
#define PORTLAW_AGENT_CONTAINERS_CGROUP_RULES_H_

#include <vector>

#include "agent/containers/identity_source.h"

namespace portlaw::containers {

inline constexpr std::string_view kCgroupRuleRuntime = "cgroup-rule";

// The first rule that matches decides. A `*` does not match a slash, so that "/a/*" means the children of /a, and what
// is nested deeper inherits from them.
class CgroupRules : public IdentitySource {
 public:
  bool Configure(const Settings& settings) override;
  void Start(io::EventLoop&, IdentitySink&) override {}
  Answer Identify(const Cgroup& cgroup) override;
  std::vector<SourceStatus> Status() const override;

 private:
  std::vector<CgroupRule> rules_;
};

std::unique_ptr<IdentitySource> MakeCgroupRules();

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_CGROUP_RULES_H_
