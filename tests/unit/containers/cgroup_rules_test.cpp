// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/cgroup_rules.h"

#include <gtest/gtest.h>

namespace portlaw::containers {
namespace {

Settings WithRules(std::vector<CgroupRule> rules) {
  Settings settings;
  settings.cgroups = std::move(rules);
  return settings;
}

std::string NameAt(CgroupRules& rules, const std::string& path) {
  const Answer answer = rules.Identify({10, 1, path});
  const auto* known = std::get_if<KnownContainer>(&answer);
  return known == nullptr ? "" : known->identity.name;
}

TEST(CgroupRules, FirstMatchDecidesAndAStarStaysWithinOneComponent) {
  CgroupRules rules;
  ASSERT_TRUE(rules.Configure(WithRules({{"/apps/harbor-api", "harbor-api", {}}, {"/apps/*", "other", {}}})));
  EXPECT_EQ(NameAt(rules, "/apps/harbor-api"), "harbor-api");
  EXPECT_EQ(NameAt(rules, "/apps/x"), "other");
  EXPECT_EQ(NameAt(rules, "/apps/x/nested"), "");
  EXPECT_EQ(NameAt(rules, "/apps"), "");
}

TEST(CgroupRules, SaysWhetherTheRulesChanged) {
  CgroupRules rules;
  EXPECT_FALSE(rules.Configure(Settings{}));
  EXPECT_TRUE(rules.Configure(WithRules({{"/a", "a", {}}})));
  EXPECT_FALSE(rules.Configure(WithRules({{"/a", "a", {}}})));
  EXPECT_TRUE(rules.Configure(Settings{}));
}

}  // namespace
}  // namespace portlaw::containers
