// SPDX-License-Identifier: Apache-2.0
// `portlaw scan` beside a running agent: registries and containers are the agent's to tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "agent/control/client.h"
#include "tests/kernel/agent_support.h"

namespace portlaw::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class ScanAgentTest : public AgentTest {
 protected:
  // In audit mode, so that what is wrong listens all the same.
  void SetUp() override {
    AgentTest::SetUp();
    if (HasFatalFailure() || IsSkipped()) return;
    StartAgent(Write("ports.md", TwoServiceRegistry()), {"--mode", "audit"});
  }

  Outcome Scan(const Arguments& more = {}) const {
    Arguments arguments{"scan", "--socket", socket(), "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Portlaw(arguments);
  }

  // Rows of the test's own network namespace, by port.
  static std::map<int, json> Rows(const Outcome& outcome) {
    std::map<int, json> rows;
    const json report = json::parse(outcome.output, nullptr, false);
    if (!report.is_object()) return rows;
    for (const json& row : report["listeners"]) {
      if (row["netns"] == "host") rows[row["port"]] = row;
    }
    return rows;
  }
};

TEST_F(ScanAgentTest, TakesRegistriesAndContainersFromTheAgent) {
  const auto api = ListenerAs("harbor-api", 4100);
  const auto web = ListenerAs("harbor-web", 4200);
  const auto other = ListenerAs("nobody-knows", 6000);
  const Outcome outcome = Scan();
  EXPECT_EQ(outcome.code, 1) << outcome.errors;
  const auto rows = Rows(outcome);
  ASSERT_EQ(rows.size(), 3U) << outcome.output << outcome.errors;
  EXPECT_EQ(rows.at(4100)["status"], "right");
  EXPECT_EQ(rows.at(4100)["container"]["name"], "harbor-api");
  EXPECT_EQ(rows.at(4100)["container"]["runtime"], "portlaw-run");
  EXPECT_EQ(rows.at(4100)["service"], "Harbor");
  EXPECT_THAT(rows.at(4100)["cgroup"].get<std::string>(), HasSubstr("/portlaw-run/harbor-api."));
  EXPECT_EQ(rows.at(4200)["status"], "foreign");
  EXPECT_EQ(rows.at(4200)["owner"], "quarry-api");
  EXPECT_EQ(rows.at(4200)["source"]["file"], PathOf("ports.md"));
  EXPECT_EQ(rows.at(6000)["status"], "unallocated");
  EXPECT_EQ(rows.at(6000)["container"]["name"], "nobody-knows");
}

TEST_F(ScanAgentTest, TakesTheCommandLinesRegistryBeforeTheAgents) {
  const auto api = ListenerAs("harbor-api", 4150);
  EXPECT_EQ(Rows(Scan()).at(4150)["reason"], "in-block");
  EXPECT_EQ(Rows(Scan({"--registry", Write("moved.md", MovedRegistry())})).at(4150)["reason"], "assigned");
}

TEST_F(ScanAgentTest, WhyTakesRegistryContainersAndRefusalsFromTheAgent) {
  const auto web = ListenerAs("harbor-web", 4200);
  ASSERT_FALSE(Events(1).empty()) << "what would be denied is in the agent's log";
  const Outcome outcome = Portlaw({"why", "4200", "--socket", socket(), "--format", "json"});
  EXPECT_EQ(outcome.code, 1) << outcome.errors;
  const json why = json::parse(outcome.output, nullptr, false);
  ASSERT_TRUE(why.is_object()) << outcome.output << outcome.errors;
  EXPECT_EQ(why["owner"], "quarry-api");
  EXPECT_EQ(why["source"]["file"], PathOf("ports.md"));
  ASSERT_EQ(why["holders"].size(), 1U) << outcome.output;
  EXPECT_EQ(why["holders"][0]["container"], "harbor-web");
  ASSERT_EQ(why["refusals"].size(), 1U) << outcome.output;
  EXPECT_EQ(why["refusals"][0]["action"], "would-deny");
  EXPECT_EQ(why["refusals"][0]["container"]["name"], "harbor-web");
}

TEST_F(ScanAgentTest, SaysWhichAgentDidNotAnswer) {
  EXPECT_EQ(StopAgent(), 0);
  const Outcome outcome = Scan();
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.errors, HasSubstr(socket()));
  EXPECT_THAT(outcome.errors, HasSubstr("portlaw scan REGISTRY"));
}

TEST_F(ScanAgentTest, AHostileQuestionIsRefusedInWords) {
  auto client = control::Client::Connect(socket());
  ASSERT_TRUE(client) << ToString(client.error());
  for (const char* sockets : {"{}", "[1]", "[[1,2]]", "[[1,70000,\"tcp\"]]", "[[-1,80,\"tcp\"]]", "[[1,80,\"x\"]]"}) {
    EXPECT_FALSE(client->Ask({{"request", "identify"}, {"sockets", json::parse(sockets)}})) << sockets;
  }
  EXPECT_FALSE(client->Ask({{"request", "identify"}}));
  json many = json::array();
  for (int i = 0; i < 1001; ++i) many.push_back(json::array({1, 80, "tcp"}));
  EXPECT_FALSE(client->Ask({{"request", "identify"}, {"sockets", many}}));
  const auto unknown = client->Ask({{"request", "identify"}, {"sockets", json::parse("[[1234567890,80,\"tcp\"]]")}});
  ASSERT_TRUE(unknown) << ToString(unknown.error().front());
  EXPECT_TRUE((*unknown)["sockets"][0].is_null());
}

}  // namespace
}  // namespace portlaw::test
