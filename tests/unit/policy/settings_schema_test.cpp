// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/settings_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "policy/decide/setting.h"

namespace portlaw {
namespace {

using nlohmann::json;

void EachBranch(const SettingBranch& branch, const std::function<void(const SettingBranch&)>& look) {
  for (const SettingBranch& below : branch.below) {
    look(below);
    EachBranch(below, look);
  }
}

TEST(SettingsTable, EverySettingIsInTheTreeOnceAndDescribed) {
  std::multiset<std::string> in_tree;
  EachBranch(SettingsTree(), [&](const SettingBranch& branch) { in_tree.insert(branch.setting->path); });
  std::multiset<std::string> in_table;
  for (const SettingGroup& group : SettingsTable()) {
    for (const Setting& setting : group.settings) {
      in_table.insert(setting.path);
      EXPECT_EQ(setting.doc.back(), '.') << setting.path;
      EXPECT_EQ(in_table.count(setting.path), 1u) << setting.path;
    }
  }
  EXPECT_EQ(in_tree, in_table);
}

TEST(SettingsTable, ABranchHangsWhereItsPathSays) {
  EachBranch(SettingsTree(), [](const SettingBranch& branch) {
    for (const SettingBranch& below : branch.below) {
      EXPECT_EQ(below.setting->path, branch.setting->path + "." + std::string(below.name));
    }
  });
}

TEST(SettingsTable, TheDefaultsItNamesAreThoseOfAnEmptyDocument) {
  EachBranch(SettingsTree(), [](const SettingBranch& branch) {
    const Setting& setting = *branch.setting;
    if (setting.standard.empty()) return;
    std::string text = setting.path + ": " + setting.standard;
    if (const auto dot = text.find('.'); dot < text.find(':')) text = text.replace(dot, 1, ": {") + "}";
    const auto settings = ParseSettings(text, "s.yaml");
    ASSERT_TRUE(settings) << text << ": " << ToString(settings.error().front());
    EXPECT_EQ(*settings, Settings()) << text;
  });
}

TEST(SettingsSchema, SaysWhatMayStandWhere) {
  const json schema = json::parse(SettingsSchema());
  const json& properties = schema.at("properties");
  EXPECT_EQ(schema.at("$schema"), "http://json-schema.org/draft-07/schema#");
  EXPECT_EQ(schema.at("additionalProperties"), false);
  EXPECT_EQ(properties.size(), SettingsTree().below.size());
  EXPECT_EQ(properties.at("mode").at("enum"), json({"audit", "enforce"}));
  EXPECT_EQ(properties.at("mode").at("default"), "enforce");
  EXPECT_EQ(properties.at("host").at("oneOf").at(0).at("enum").size(), 4u);
  EXPECT_EQ(properties.at("host").at("oneOf").at(1).at("properties").size(), 5u);
  EXPECT_EQ(properties.at("cgroups").at("items").at("required"), json({"cgroup", "container"}));
  EXPECT_EQ(properties.at("services").at("additionalProperties").at("properties").at("mode").at("enum").size(), 2u);
  EXPECT_EQ(properties.at("engines").at("properties").at("find").at("default"), true);
  EXPECT_EQ(properties.at("rate_limit").at("properties").at("events").at("default"), 10);
}

}  // namespace
}  // namespace portlaw
