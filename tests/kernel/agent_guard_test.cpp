// SPDX-License-Identifier: Apache-2.0
// Documents that would refuse what runs: held back from a running agent, over its restart, until they are accepted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <filesystem>

#include "tests/kernel/agent_support.h"

namespace portlaw::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

// As TwoServiceRegistry, but that Harbor ends at `border` and Quarry begins behind it.
std::string Borders(int border) {
  const std::string table = "| Port | Service | Container | Purpose |\n|---|---|---|---|\n";
  return "# Ports of the yard\n\n### Harbor (4100-" + std::to_string(border) + ")\n\n" + table +
         "| 4100 | API | harbor-api | Berths and tides |\n| 4101 | Web | harbor-web | The pages |\n\n### Quarry (" +
         std::to_string(border + 1) + "-4299)\n\n" + table + "| 4200 | API | quarry-api | Stones |\n";
}

class AgentGuardTest : public AgentTest {
 protected:
  // Harbor ends at 4199, and harbor-web listens on 4150.
  void StartWithAListener(const Arguments& more = {}) {
    StartAgent(Write("ports.md", Borders(4199)), more);
    listener_ = ListenerAs("harbor-web", 4150);
  }
  // As if the file had changed by itself: nobody asks for a reload.
  std::string HoldBack(const std::string& registry) {
    Replace("ports.md", registry);
    EXPECT_TRUE(Eventually([&] { return Held().is_object(); }));
    return Name();
  }

  json Held() const { return Status()["held"]; }
  std::string Name() const { return Held().is_object() ? Held()["name"].get<std::string>() : ""; }
  Outcome Accept(const std::string& name = "") const {
    Arguments arguments{"reload", "--socket", socket(), "--accept"};
    if (!name.empty()) arguments.push_back(name);
    return Portlaw(arguments);
  }
  void EndListener() { listener_.reset(); }
  void KillAgent() {
    agent().Signal(SIGKILL);
    agent().Wait();
    ForgetAgent();
  }

  // Harbor's border is where it was: 4151 is Harbor's, and Quarry is told so.
  void ExpectTheOldLaw() {
    const auto before = Events(0).size();
    const int generation = Status()["generation"];
    EXPECT_EQ(BindAs("harbor-web", 4151), 0);
    EXPECT_EQ(BindAs("quarry-api", 4151), EPERM);
    const auto events = Events(before + 1);
    ASSERT_EQ(events.size(), before + 1) << "the allowed one is silent";
    EXPECT_EQ(events.back()["action"], "deny");
    EXPECT_EQ(events.back()["reason"], "foreign");
    EXPECT_EQ(events.back()["container"]["name"], "quarry-api");
    EXPECT_EQ(events.back()["generation"], generation);
    EXPECT_EQ(events.back()["source"]["line"], 3) << "explained by the document that is in force";
  }
  void ExpectTheNewLaw() {
    const auto before = Events(0).size();
    EXPECT_EQ(BindAs("quarry-api", 4151), 0);
    EXPECT_EQ(BindAs("harbor-web", 4151), EPERM);
    const auto events = Events(before + 1);
    ASSERT_EQ(events.size(), before + 1);
    EXPECT_EQ(events.back()["action"], "deny");
    EXPECT_EQ(events.back()["reason"], "foreign");
    EXPECT_EQ(events.back()["container"]["name"], "harbor-web");
  }

 private:
  std::unique_ptr<Program> listener_;
};

TEST_F(AgentGuardTest, WhatWouldRefuseAListenerWaitsUntilItIsAccepted) {
  StartWithAListener();
  const std::string name = HoldBack(Borders(4149));
  EXPECT_EQ(Status()["generation"], 1);
  ExpectTheOldLaw();
  const json held = Held();
  EXPECT_EQ(held["refused"], 1);
  EXPECT_EQ(held["refusals"][0]["port"], 4150);
  EXPECT_EQ(held["refusals"][0]["container"]["name"], "harbor-web");
  EXPECT_EQ(held["refusals"][0]["owner"], "Quarry");
  EXPECT_EQ(held["refusals"][0]["source"]["line"], 10);

  const Outcome reload = Reload();
  EXPECT_EQ(reload.code, 1) << "so that systemctl reload fails";
  for (const std::string& part : {std::string("generation 1 stays"), std::string("4150/tcp of container harbor-web"),
                                  std::string("ports.md:10"), "--accept " + name.substr(0, 12)}) {
    EXPECT_THAT(reload.output, HasSubstr(part));
    if (part[0] != 'g') {
      EXPECT_THAT(agent().errors(), HasSubstr(part));
    }
  }
  EXPECT_THAT(Portlaw({"status", "--socket", socket()}).output, HasSubstr("HELD BACK"));

  const Outcome accepted = Accept(name.substr(0, 12));
  EXPECT_EQ(accepted.code, 0) << accepted.errors;
  EXPECT_EQ(Status()["generation"], 2);
  EXPECT_TRUE(Held().is_null());
  ExpectTheNewLaw();
}

TEST_F(AgentGuardTest, WhatRefusesNothingThatRunsGoesThrough) {
  StartWithAListener();
  Replace("ports.md", Borders(4150));
  ASSERT_TRUE(Eventually([&] { return Status()["generation"] == 2; }));
  EXPECT_TRUE(Held().is_null());
  ExpectTheNewLaw();
}

TEST_F(AgentGuardTest, AnotherChangeIsNotAcceptedByTheNameOfTheFirst) {
  StartWithAListener();
  const std::string first = HoldBack(Borders(4149));
  Replace("ports.md", Borders(4139));
  ASSERT_TRUE(Eventually([&] { return Name() != first; }));
  const Outcome refused = Accept(first);
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.errors, HasSubstr(Name().substr(0, 12)));
  EXPECT_EQ(Accept("0123456789ab").code, 2);
  EXPECT_EQ(Accept(first.substr(0, 3)).code, 2) << "too short to mean anything";
  ExpectTheOldLaw();
  EXPECT_EQ(Accept().code, 0) << "what is held back now";
  ExpectTheNewLaw();
}

TEST_F(AgentGuardTest, AChangeThatIsTakenBackIsHeldNoLonger) {
  StartWithAListener();
  HoldBack(Borders(4149));
  Replace("ports.md", Borders(4199));
  ASSERT_TRUE(Eventually([&] { return Held().is_null(); }));
  EXPECT_EQ(Status()["generation"], 1);
  EXPECT_EQ(Reload().code, 0);
  ExpectTheOldLaw();
}

TEST_F(AgentGuardTest, ARestartedAgentHasTheOldLawAndHoldsTheNew) {
  StartWithAListener();
  const std::string name = HoldBack(Borders(4149));
  EndListener();
  KillAgent();
  StartAgent(PathOf("ports.md"));
  EXPECT_EQ(Name(), name) << "though what was in its way is gone";
  ExpectTheOldLaw();
  EXPECT_EQ(Reload().code, 1);
  EXPECT_EQ(Accept(name).code, 0);
  ExpectTheNewLaw();
  KillAgent();
  StartAgent(PathOf("ports.md"));
  EXPECT_TRUE(Held().is_null());
  ExpectTheNewLaw();
}

TEST_F(AgentGuardTest, AChangeMadeWhileNoAgentRanIsJudgedToo) {
  StartWithAListener();
  KillAgent();
  Replace("ports.md", Borders(4149));
  StartAgent(PathOf("ports.md"));
  EXPECT_TRUE(Held().is_object());
  ExpectTheOldLaw();
}

TEST_F(AgentGuardTest, ARegistryThatBreaksWhileNoAgentRanLeavesTheOldLaw) {
  StartWithAListener();
  KillAgent();
  Replace("ports.md", "");
  StartAgent(PathOf("ports.md"));
  EXPECT_FALSE(Status()["last_reload"]["ok"]);
  ExpectTheOldLaw();
}

TEST_F(AgentGuardTest, WhoNamesOtherFilesMeansThem) {
  StartWithAListener();
  KillAgent();
  StartAgent(Write("other.md", Borders(4149)));
  EXPECT_TRUE(Held().is_null());
  ExpectTheNewLaw();
}

TEST_F(AgentGuardTest, UnloadForgetsWhatWasInForce) {
  StartWithAListener();
  EXPECT_EQ(StopAgent(), 0);
  EXPECT_EQ(Portlaw({"unload", "--pin-root", pin_root(), "--state-dir", state_directory()}).code, 0);
  EXPECT_TRUE(fs::is_empty(state_directory()));
}

TEST_F(AgentGuardTest, ARegistryThatLosesHalfOfItsRowsIsHeldBack) {
  StartAgent(Write("ports.md", Borders(4199)));
  HoldBack("### Harbor (4100-4199)\n\n| Port | Service | Container |\n|---|---|---|\n| 4100 | API | harbor-api |\n");
  EXPECT_EQ(Held()["refused"], 0);
  EXPECT_EQ(Held()["losses"], json::parse(R"([{"file":")" + PathOf("ports.md") + R"(","before":5,"after":2}])"));
  EXPECT_THAT(Reload().output, HasSubstr("would lose 3 of its 5 rows at once"));
  ExpectTheOldLaw();
  EXPECT_EQ(Accept().code, 0);
  EXPECT_EQ(Status()["generation"], 2);
}

TEST_F(AgentGuardTest, FromAuditToEnforceIsAChangeLikeAnyOther) {
  const std::string settings = Write("settings.yaml", "mode: audit\n");
  StartAgent(Write("ports.md", Borders(4199)), {"--settings", settings});
  const auto listener = ListenerAs("harbor-api", 4200);
  EXPECT_EQ(Events(1)[0]["action"], "would-deny");
  Replace("settings.yaml", "mode: enforce\n");
  ASSERT_TRUE(Eventually([&] { return Held().is_object(); }));
  EXPECT_EQ(Status()["mode"], "audit");
  EXPECT_EQ(BindAs("harbor-api", 4201), 0);
  EXPECT_EQ(Accept().code, 0);
  EXPECT_EQ(Status()["mode"], "enforce");
  EXPECT_EQ(BindAs("harbor-api", 4201), EPERM);
  const auto events = Events(3);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[1]["action"], "would-deny");
  EXPECT_EQ(events[2]["action"], "deny");
}

// The settings in force decide: a change cannot bring its own permission with it.
TEST_F(AgentGuardTest, WhoWantsNoGuardSaysSoBefore) {
  const std::string settings = Write("settings.yaml", "mode: enforce\nreload: free\n");
  StartWithAListener({"--settings", settings});
  Replace("ports.md", Borders(4149));
  ASSERT_TRUE(Eventually([&] { return Status()["generation"] == 2; }));
  ExpectTheNewLaw();
}

// Of a cgroup rule's container, which needs no agent to be known.
TEST_F(AgentGuardTest, AFirstStartSaysWhatItRefusesOfThatWhichRuns) {
  const std::string root = fs::path(cgroup_root()).filename().string();
  const std::string settings =
      Write("settings.yaml", "cgroups:\n  - cgroup: /" + root + "/app\n    container: harbor-api\n");
  const auto listener = ListenerIn("/app", 4200);
  StartAgent(Write("ports.md", Borders(4199)), {"--settings", settings});
  ASSERT_TRUE(
      Eventually([&] { return agent().errors().find("4200/tcp of container harbor-api") != std::string::npos; }));
  EXPECT_THAT(agent().errors(), HasSubstr("ports.md:"));
}

TEST_F(AgentGuardTest, PreflightSaysItBefore) {
  StartWithAListener();
  const std::string next = Write("next.md", Borders(4149));
  const Outcome outcome = Portlaw({"preflight", next, "--socket", socket(), "--format", "json"});
  EXPECT_EQ(outcome.code, 1) << outcome.errors;
  std::vector<json> mine;
  const json report = json::parse(outcome.output);
  for (const json& row : report["refused"]) {
    if (row["port"] == 4150) mine.push_back(row);
  }
  ASSERT_EQ(mine.size(), 1u) << outcome.output;
  EXPECT_EQ(mine[0]["container"]["name"], "harbor-web");
  EXPECT_EQ(mine[0]["owner"], "Quarry");
  EXPECT_EQ(mine[0]["source"]["file"], next);
  EXPECT_EQ(mine[0]["source"]["line"], 10);
  EXPECT_EQ(Status()["generation"], 1) << "it only looks";
  EXPECT_EQ(Portlaw({"preflight", "--socket", socket()}).code, 2);
  EXPECT_EQ(Portlaw({"preflight", PathOf("none.md"), "--socket", socket()}).code, 2);
}

}  // namespace
}  // namespace portlaw::test
