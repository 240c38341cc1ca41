// SPDX-License-Identifier: Apache-2.0
// Policies that change under a running agent, in every way in which files are changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/kernel/agent_support.h"

namespace portlaw::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class AgentReloadTest : public AgentTest {
 protected:
  // The port of the moved registry's API is now in force; before, it was merely in the block.
  bool Moved() { return Status()["generation"] > 1; }

  // By the row that harbor-api has in each: 4100 is assigned to it, or to nobody.
  std::string ReasonOfWeb(int port) {
    const auto before = Events(0).size();
    EXPECT_EQ(BindAs("harbor-web", port), 0);
    const auto events = Events(before + 1);
    return events.back()["reason"];
  }
};

TEST_F(AgentReloadTest, AFileReplacedByRenameIsReadAgain) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  EXPECT_EQ(ReasonOfWeb(4100), "sibling");
  Replace("ports.md", MovedRegistry());
  ASSERT_TRUE(Eventually([&] { return Moved(); }));
  EXPECT_EQ(ReasonOfWeb(4150), "sibling");
  EXPECT_EQ(Events(2)[1]["generation"], 2);
  EXPECT_EQ(BindAs("harbor-web", 4100), 0);
  EXPECT_EQ(Events(0).size(), 2u) << "4100 is nobody's now: allowed in silence";
}

TEST_F(AgentReloadTest, AFileWrittenInPlaceIsReadAgain) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  Write("ports.md", MovedRegistry());
  ASSERT_TRUE(Eventually([&] { return Moved(); }));
  EXPECT_EQ(ReasonOfWeb(4150), "sibling");
}

// How Kubernetes publishes a ConfigMap: ports.md -> ..data/ports.md, ..data -> ..1, and ..data is replaced.
TEST_F(AgentReloadTest, ASymbolicLinkThatIsSwappedOnTheWayIsFollowed) {
  for (const char* version : {"..1", "..2"}) fs::create_directory(PathOf(version));
  Write("..1/ports.md", TwoServiceRegistry());
  Write("..2/ports.md", MovedRegistry());
  fs::create_symlink("..1", PathOf("..data"));
  fs::create_symlink("..data/ports.md", PathOf("ports.md"));
  StartAgent(PathOf("ports.md"));
  EXPECT_EQ(ReasonOfWeb(4100), "sibling");
  fs::create_symlink("..2", PathOf("..data_tmp"));
  fs::rename(PathOf("..data_tmp"), PathOf("..data"));
  ASSERT_TRUE(Eventually([&] { return Moved(); }));
  EXPECT_EQ(ReasonOfWeb(4150), "sibling");
}

TEST_F(AgentReloadTest, SettingsAreWatchedToo) {
  const std::string settings = Write("settings.yaml", "mode: enforce\n");
  StartAgent(Write("ports.md", TwoServiceRegistry()), {"--settings", settings});
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  Replace("settings.yaml", "mode: audit\n");
  ASSERT_TRUE(Eventually([&] { return Moved(); }));
  EXPECT_EQ(BindAs("harbor-api", 4200), 0);
  EXPECT_EQ(Events(2)[1]["action"], "would-deny");
}

TEST_F(AgentReloadTest, ARuleThatIsAddedOrRemovedHoldsAtOnce) {
  const std::string root = fs::path(cgroup_root()).filename().string();
  const std::string rule = "cgroups:\n  - cgroup: /" + root + "/app\n    container: harbor-api\n";
  const std::string settings = Write("settings.yaml", "mode: enforce\n");
  StartAgent(Write("ports.md", TwoServiceRegistry()), {"--settings", settings});
  const auto binder = BinderIn("/app");
  EXPECT_EQ(Bind(*binder, 4200), 0) << "a host process";
  Replace("settings.yaml", rule);
  EXPECT_EQ(Reload().code, 0);
  EXPECT_EQ(Bind(*binder, 4200), EPERM);
  Replace("settings.yaml", "mode: enforce\n");
  EXPECT_EQ(Reload().code, 0);
  EXPECT_EQ(Bind(*binder, 4200), 0);
}

TEST_F(AgentReloadTest, ReloadAnswersWithWhatCameOfIt) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  EXPECT_THAT(Reload().output, HasSubstr("nothing has changed"));
  Write("ports.md", MovedRegistry());
  EXPECT_EQ(Reload().code, 0);
  EXPECT_EQ(ReasonOfWeb(4150), "sibling");
}

TEST_F(AgentReloadTest, SighupReloadsAndOpensTheLogAgain) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  Events(1);
  fs::rename(audit_log(), audit_log() + ".1");
  agent().Signal(SIGHUP);
  ASSERT_TRUE(Eventually([&] { return fs::exists(audit_log()); }));
  EXPECT_EQ(BindAs("harbor-api", 5005), EPERM);
  const auto events = Events(1);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0]["port"], 5005);
  EXPECT_FALSE(Status()["last_reload"].is_null());
}

class BadReloadTest : public AgentReloadTest,
                      public testing::WithParamInterface<std::pair<const char*, const char*>> {};

TEST_P(BadReloadTest, LeavesThePolicyThatWas) {
  const auto& [text, message] = GetParam();
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  Replace("ports.md", text);
  const Outcome outcome = Reload();
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("ports.md"));
  EXPECT_THAT(outcome.errors, HasSubstr(message));
  EXPECT_EQ(BindAs("harbor-api", 4100), 0);
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  const json status = Status();
  EXPECT_EQ(status["generation"], 1);
  EXPECT_EQ(status["last_reload"]["ok"], false);
  EXPECT_EQ(Events(1)[0]["generation"], 1);
  // And the next good one is taken.
  Replace("ports.md", MovedRegistry());
  ASSERT_TRUE(Eventually([&] { return Moved(); }));
  EXPECT_EQ(Status()["last_reload"]["ok"], true);
}

constexpr std::pair<const char*, const char*> kBadRegistries[] = {
    {"", "empty"},
    {"| Port | Service | Container |\n|---|---|---|\n| 70000 | API | harbor-api |\n", "70000"},
    {"This page says nothing about ports.\n", ""},
    {"# Ports\n\xff\xfe\x80\n", "UTF-8"},
};
INSTANTIATE_TEST_SUITE_P(Registries, BadReloadTest, testing::ValuesIn(kBadRegistries));

TEST_F(AgentReloadTest, ARegistryThatIsGoneLeavesThePolicyThatWas) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  fs::remove(PathOf("ports.md"));
  ASSERT_TRUE(Eventually([&] { return Status()["last_reload"].is_object(); }));
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  Write("ports.md", MovedRegistry());
  ASSERT_TRUE(Eventually([&] { return Moved(); }));
}

TEST_F(AgentReloadTest, AStormOfWritesIsNotAStormOfReloads) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  for (int i = 0; i < 500; ++i) Replace("ports.md", i % 2 == 0 ? MovedRegistry() : TwoServiceRegistry());
  Replace("ports.md", MovedRegistry());
  EXPECT_EQ(Reload().code, 0);
  EXPECT_LT(Status()["generation"].get<int>(), 100);
  EXPECT_EQ(ReasonOfWeb(4150), "sibling");
}

}  // namespace
}  // namespace portlaw::test
