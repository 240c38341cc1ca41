// SPDX-License-Identifier: Apache-2.0
// The main job with the real binary: a registry in, binds allowed and refused, each with its event.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <filesystem>

#include "tests/kernel/agent_support.h"
#include "tests/paths.h"

namespace portlaw::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class AgentEnforceTest : public AgentTest {};

TEST_F(AgentEnforceTest, AllowsDeniesAndLogs) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  const auto api = BinderAs("harbor-api");
  EXPECT_EQ(Bind(*api, 4100), 0) << "assigned";
  EXPECT_EQ(Bind(*api, 4150), 0) << "in its block";
  EXPECT_EQ(Bind(*api, 4200), EPERM) << "another service's";
  EXPECT_EQ(Bind(*api, 5005), EPERM) << "reserved";
  EXPECT_EQ(Bind(*api, 4101), 0) << "a sibling's: allowed, and logged";
  const auto events = Events(3);
  ASSERT_EQ(events.size(), 3u) << "what is allowed has no event";

  EXPECT_EQ(events[0]["action"], "deny");
  EXPECT_EQ(events[0]["reason"], "foreign");
  EXPECT_EQ(events[0]["port"], 4200);
  EXPECT_EQ(events[0]["protocol"], "tcp");
  EXPECT_EQ(events[0]["netns"], "host");
  EXPECT_EQ(events[0]["service"], "Harbor");
  EXPECT_EQ(events[0]["owner"], "quarry-api");
  EXPECT_EQ(events[0]["container"]["name"], "harbor-api");
  EXPECT_EQ(events[0]["container"]["runtime"], "portlaw-run");
  EXPECT_THAT(events[0]["cgroup"].get<std::string>(), HasSubstr("/portlaw-run/harbor-api."));
  EXPECT_EQ(events[0]["source"]["file"], PathOf("ports.md"));
  EXPECT_GT(events[0]["source"]["line"].get<int>(), 0);
  EXPECT_EQ(events[0]["generation"], 1);
  EXPECT_EQ(events[0]["process"]["uid"], 0);

  EXPECT_EQ(events[1]["reason"], "reserved");
  EXPECT_EQ(events[1]["port"], 5005);
  EXPECT_EQ(events[2]["action"], "warn");
  EXPECT_EQ(events[2]["reason"], "sibling");
}

TEST_F(AgentEnforceTest, EveryServiceHasItsOwnLaw) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  EXPECT_EQ(BindAs("quarry-api", 4200), 0);
  EXPECT_EQ(BindAs("quarry-api", 4100), EPERM);
  EXPECT_EQ(BindAs("nobody-knows", 4100), EPERM);
  EXPECT_EQ(BindAs("nobody-knows", 6000), 0) << "unallocated: logged";
  EXPECT_EQ(Bind(*BinderIn("/plain"), 4100), 0) << "a host process: logged";
  const auto events = Events(4);
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[2]["reason"], "unallocated");
  EXPECT_EQ(events[3]["action"], "warn");
  EXPECT_TRUE(events[3]["container"].is_null());
}

TEST_F(AgentEnforceTest, AuditModeLetsPassAndSaysWhatItWouldHaveDone) {
  StartAgent(Write("ports.md", TwoServiceRegistry()), {"--mode", "audit"});
  EXPECT_EQ(BindAs("harbor-api", 4200), 0);
  EXPECT_EQ(Events(1)[0]["action"], "would-deny");
  EXPECT_EQ(Status()["mode"], "audit");
}

TEST_F(AgentEnforceTest, ARuleOfTheSettingsNamesACgroup) {
  const std::string rule = std::filesystem::path(cgroup_root()).filename().string();
  const std::string settings =
      Write("settings.yaml", "cgroups:\n  - cgroup: /" + rule + "/apps/*\n    container: harbor-api\n");
  StartAgent(Write("ports.md", TwoServiceRegistry()), {"--settings", settings});
  std::filesystem::create_directory(cgroup_root() + "/apps");
  const auto binder = BinderIn("/apps/one");
  // The cgroup is younger than the agent: it learns of it from the kernel.
  ASSERT_TRUE(Eventually([&] { return Status()["subjects"]["containers"] == 1; }));
  EXPECT_EQ(Bind(*binder, 4100), 0);
  EXPECT_EQ(Bind(*binder, 4200), EPERM);
  const auto events = Events(1);
  EXPECT_EQ(events.back()["container"]["name"], "harbor-api");
  EXPECT_EQ(events.back()["container"]["runtime"], "cgroup-rule");
}

TEST_F(AgentEnforceTest, NestedCgroupsOfAContainerAreTheContainer) {
  const std::string root = std::filesystem::path(cgroup_root()).filename().string();
  const std::string settings =
      Write("settings.yaml", "cgroups:\n  - cgroup: /" + root + "/apps\n    container: harbor-api\n");
  std::filesystem::create_directory(cgroup_root() + "/apps");
  StartAgent(Write("ports.md", TwoServiceRegistry()), {"--settings", settings});
  // Inherited in the kernel at mkdir: nothing to wait for.
  EXPECT_EQ(Bind(*BinderIn("/apps/init"), 4200), EPERM);
  EXPECT_EQ(Bind(*BinderIn("/apps/init"), 4100), 0);
}

TEST_F(AgentEnforceTest, RunTellsTheUserInWordsAndGivesTheCommandsStatus) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  const auto binder = BinderAs("harbor-api");
  EXPECT_EQ(Bind(*binder, 4200), EPERM);
  EXPECT_EQ(binder->Wait(), 0);
  EXPECT_THAT(binder->errors(), HasSubstr("harbor-api"));
  EXPECT_THAT(binder->errors(), HasSubstr("4200"));
  EXPECT_THAT(binder->errors(), HasSubstr("quarry-api"));

  const Arguments run{"run", "--socket", socket(), "--as", "harbor-api", "--"};
  const auto with = [&](Arguments more) {
    more.insert(more.begin(), run.begin(), run.end());
    return Portlaw(more);
  };
  EXPECT_EQ(with({"/bin/sh", "-c", "exit 7"}).code, 7);
  EXPECT_EQ(with({"/bin/sh", "-c", "kill -TERM $$"}).code, 128 + SIGTERM);
  EXPECT_EQ(with({"/no/such/program"}).code, 127);
  EXPECT_EQ(with({"/tmp"}).code, 126);
  EXPECT_EQ(with({"/bin/sh", "-c", "echo out; cat /proc/self/cgroup"}).output.substr(0, 4), "out\n");
  EXPECT_FALSE(std::filesystem::exists(cgroup_root() + "/portlaw-run")) << "its cgroups are gone";
}

TEST_F(AgentEnforceTest, RunPassesSignalsOnAndLeavesNothingRunning) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  Program run({PortlawBinary(), "run", "--socket", socket(), "--as", "harbor-api", "--", "/bin/sh", "-c",
               "trap 'echo got it; exit 3' TERM; sleep 1000 & echo ready; wait"},
              PathOf("run.err"));
  EXPECT_EQ(run.ReadLine(), "ready\n");
  run.Signal(SIGTERM);
  EXPECT_EQ(run.ReadLine(), "got it\n");
  EXPECT_EQ(run.Wait(), 3);
  EXPECT_FALSE(std::filesystem::exists(cgroup_root() + "/portlaw-run")) << "nor does its sleep run on";
}

TEST_F(AgentEnforceTest, RunWithoutAnAgentDoesNotRun) {
  const Outcome outcome = Portlaw({"run", "--socket", socket(), "--as", "harbor-api", "--", "/bin/echo", "ran"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.errors, HasSubstr("no agent answers"));
}

TEST_F(AgentEnforceTest, WatchersSeeEventsAsTheyHappen) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  Program text({PortlawBinary(), "watch", "--socket", socket()}, PathOf("watch.err"));
  Program as_json({PortlawBinary(), "watch", "--socket", socket(), "--format", "json"}, PathOf("watch.err"));
  ASSERT_TRUE(Eventually([&] { return Status()["watchers"] == 2; }));
  EXPECT_EQ(BindAs("harbor-api", 5005), EPERM);
  EXPECT_THAT(text.ReadLine(), HasSubstr("5005"));
  const json event = json::parse(as_json.ReadLine());
  EXPECT_EQ(event["reason"], "reserved");
  EXPECT_EQ(event["container"]["name"], "harbor-api");
}

TEST_F(AgentEnforceTest, StatusCountsWhatWasDecided) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  const auto api = BinderAs("harbor-api");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Bind(*api, 4200), EPERM);
  EXPECT_EQ(Bind(*api, 4100), 0);
  const json status = Status();
  const json& decisions = status["decisions"];
  EXPECT_EQ(decisions["decided"], 100) << "each deny, and no silent allow";
  EXPECT_EQ(decisions["decided"].get<int>(),
            decisions["emitted"].get<int>() + decisions["suppressed"].get<int>() + decisions["dropped"].get<int>());
  EXPECT_GT(decisions["suppressed"], 0) << "a container in a loop";
  ASSERT_EQ(decisions["top"].size(), 1u);
  EXPECT_EQ(decisions["top"][0]["container"], "harbor-api");
  EXPECT_EQ(decisions["top"][0]["port"], 4200);
  EXPECT_EQ(status["registries"][0]["assignments"], 3);
  EXPECT_EQ(status["registries"][0]["reserved"], 1);
  EXPECT_EQ(status["containers"][0]["service"], "Harbor");
  for (const json& hook : status["hooks"]) EXPECT_TRUE(hook["attached"] == true || !hook["required"].get<bool>());
  const Outcome text = Portlaw({"status", "--socket", socket()});
  EXPECT_THAT(text.output, HasSubstr("harbor-api"));
  EXPECT_THAT(text.output, HasSubstr("enforce, generation 1"));
}

TEST_F(AgentEnforceTest, TheAgentIsSmall) {
  StartAgent(Write("ports.md", TwoServiceRegistry()));
  EXPECT_LT(Status()["memory"]["agent_bytes"], 30 * 1024 * 1024);
}

}  // namespace
}  // namespace portlaw::test
