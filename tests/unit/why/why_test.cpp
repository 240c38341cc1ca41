// SPDX-License-Identifier: Apache-2.0
// Whose, who, and what to do: one case for each way to hold a port.
#include "policy/why/why.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "tests/unit/scan/harbor_and_tide.h"

namespace portlaw {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::chrono::sys_seconds kStarted{std::chrono::seconds(1777889472)};  // 2026-05-04 10:11:12 UTC

// 4101 is written for both.
Registry Sample() {
  return HarborAndTide({RowOf(4100, "harbor-api", "Harbor", 10), RowOf(4101, "harbor-ws", "Harbor", 11),
                        RowOf(4200, "tide-api", "Tide", 20), RowOf(4101, "tide-api", "Tide", 21)});
}

Listener HostHolder(Port port, Hold hold = Hold::kListening) {
  Listener listener;
  listener.port = port;
  listener.hold = hold;
  listener.address = "0.0.0.0";
  listener.uid = 33;
  listener.process = ListenerProcess{12, "nginx", kStarted, 0, "/usr/sbin/nginx", 34};
  return listener;
}

Listener HolderIn(const std::string& container, Port port, Hold hold = Hold::kListening) {
  Listener listener = HostHolder(port, hold);
  listener.container = ListenerContainer{{container, {}}, "0123", "docker", {}};
  return listener;
}

Listener ClosingOn(Port port) {
  Listener listener = HostHolder(port, Hold::kClosing);
  listener.process.reset();
  listener.uid = 0;
  return listener;
}

Why Ask(Port port, std::vector<Listener> holders = {}, std::vector<PortRefusal> refusals = {},
        Protocol protocol = Protocol::kTcp) {
  const auto policy = CompiledPolicy::Compile({Sample()}, {}, "box");
  return ExplainPort(*policy, {port, protocol, std::move(holders), std::move(refusals), {}});
}

TEST(ExplainPort, SaysWhoseThePortIsAndOnWhichLine) {
  const Why why = Ask(4100);
  EXPECT_EQ(why.claim.owner, "harbor-api");
  EXPECT_EQ(why.service, "Harbor");
  EXPECT_EQ(why.claim.rule, (Source{"harbor.md", 10}));
  EXPECT_THAT(why.also, IsEmpty());
  EXPECT_FALSE(HasFindings(why));
  EXPECT_THAT(why.advice, AllOf(HasSubstr("free for harbor-api"), HasSubstr("next free port of Harbor is 4103")));
  EXPECT_THAT(WhyText(why), AllOf(HasSubstr("4100/tcp belongs to harbor-api (Harbor)\n"), HasSubstr("harbor.md:10"),
                                  HasSubstr("nobody that can be seen")));
}

TEST(ExplainPort, KnowsAPortOfABlockAndAPortOfNobody) {
  EXPECT_EQ(Ask(4150).claim.owner, "Harbor");
  EXPECT_EQ(Ask(4150).service, "Harbor");
  const Why nobodys = Ask(6000);
  EXPECT_THAT(nobodys.claim.owner, IsEmpty());
  EXPECT_THAT(nobodys.service, IsEmpty());
  EXPECT_THAT(WhyText(nobodys), HasSubstr("6000/tcp is nobody's by the registry"));
  EXPECT_THAT(nobodys.advice, HasSubstr("no line claims it"));
}

TEST(ExplainPort, TellsFurtherLinesThatClaimIt) {
  const Why contested = Ask(4101);
  ASSERT_THAT(contested.also, SizeIs(1));
  EXPECT_THAT(WhyText(contested), AllOf(HasSubstr("harbor.md:11"), HasSubstr("harbor.md:21")));
  EXPECT_THAT(Ask(4900).also, ElementsAre("a legacy port of Harbor (harbor.md:40)"));
}

TEST(ExplainPort, SaysThatAReservedPortIsNobodys) {
  EXPECT_THAT(WhyText(Ask(5000)), AllOf(HasSubstr("5000/tcp is reserved\n"), HasSubstr("Flask's default")));
  EXPECT_THAT(Ask(5000).advice, HasSubstr("nobody may bind it"));
  const Why held = Ask(5000, {HolderIn("tide-api", 5000)});
  EXPECT_TRUE(HasFindings(held));
  EXPECT_THAT(held.advice, AllOf(HasSubstr("nobody may have it: stop tide-api"), HasSubstr("port of Tide is 4201")));
}

TEST(ExplainPort, TellsWhoHasAnothersPortToMoveAndWhereTo) {
  const Why why = Ask(4100, {HolderIn("tide-api", 4100)});
  EXPECT_TRUE(HasFindings(why));
  EXPECT_EQ(why.advice,
            "stop tide-api, or move it to a port of its own: the next free port of Tide is 4201; then harbor-api can "
            "bind it");
  EXPECT_THAT(WhyText(why),
              HasSubstr("nginx (pid 12), uid 34, /usr/sbin/nginx, container tide-api: listens on 0.0.0.0, "
                        "since 2026-05-04T10:11:12Z; deny: foreign"));
}

TEST(ExplainPort, TellsAProcessOfTheHostByItsNameAndPid) {
  EXPECT_THAT(Ask(4100, {HostHolder(4100)}).advice,
              AllOf(HasSubstr("stop nginx (pid 12)"), HasSubstr("belongs to no service of the registry")));
  EXPECT_THAT(Ask(6000, {HostHolder(6000)}).advice, HasSubstr("give nginx (pid 12) a line"));
}

TEST(ExplainPort, LeavesTheRightfulOwnerAlone) {
  const Why why = Ask(4100, {HolderIn("harbor-api", 4100), HolderIn("harbor-api", 4100, Hold::kConnected)});
  EXPECT_FALSE(HasFindings(why));
  EXPECT_THAT(why.advice, AllOf(HasSubstr("harbor-api has it by right"), HasSubstr("port of Harbor is 4103"),
                                Not(HasSubstr("stop"))));
}

TEST(ExplainPort, SaysWhatABoundSocketThatDoesNotListenMeans) {
  const Why why = Ask(4100, {HolderIn("harbor-api", 4100, Hold::kBound)});
  EXPECT_THAT(WhyText(why), HasSubstr("is bound and does not listen"));
  EXPECT_THAT(why.advice, HasSubstr("does not listen: no client gets through"));
  Listener udp = HolderIn("harbor-api", 4100, Hold::kBound);
  udp.protocol = Protocol::kUdp;
  EXPECT_THAT(Ask(4100, {udp}, {}, Protocol::kUdp).advice, HasSubstr("has it by right")) << "UDP does not listen";
}

TEST(ExplainPort, SaysWhatConnectionsAloneMean) {
  EXPECT_THAT(Ask(4100, {HolderIn("harbor-api", 4100, Hold::kConnected)}).advice,
              HasSubstr("nothing listens; a connection of harbor-api keeps it"));
  const Why closing = Ask(4100, {ClosingOn(4100)});
  EXPECT_FALSE(HasFindings(closing)) << "nobody has it any more";
  EXPECT_THAT(closing.advice, HasSubstr("up to a minute"));
  EXPECT_THAT(WhyText(closing), HasSubstr("a connection: closing (TIME_WAIT, up to a minute)"));
}

TEST(ExplainPort, TellsEachOfAReusePortGroupAndThoseThatListenFirst) {
  Listener second = HostHolder(4100);
  second.process->pid = 13;
  const Why why = Ask(4100, {HostHolder(4100, Hold::kConnected), HostHolder(4100), second, HostHolder(4100)});
  ASSERT_THAT(why.holders, SizeIs(3));
  EXPECT_EQ(why.holders[0].listener.process->pid, 12);
  EXPECT_EQ(why.holders[0].sockets, 2U);
  EXPECT_EQ(why.holders[1].listener.process->pid, 13);
  EXPECT_EQ(why.holders[2].listener.hold, Hold::kConnected);
}

TEST(WhyText, EscapesNamesAndIsShortWhereThereAreMany) {
  std::vector<Listener> many;
  for (int pid = 1; pid <= 30; ++pid) {
    many.push_back(HostHolder(4100));
    many.back().process->pid = pid;
    many.back().process->comm = "a\x1b[31m";
    many.back().process->exe = "/x\n/y";
  }
  const std::string text = WhyText(Ask(4100, many, {{"2026", "foreign", "no\r", 2, "{}"}}));
  EXPECT_THAT(text,
              AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\r")), HasSubstr("/x\\n/y"), HasSubstr("and 10 more")));
  EXPECT_THAT(text, HasSubstr("refused    2026 foreign: no\\r (and 2 more like it)\n"));
}

TEST(WhyJson, HasTheKeysOfTheContract) {
  const json why =
      json::parse(WhyJson(Ask(4100, {HolderIn("tide-api", 4100)}, {{"t", "foreign", "m", 0, R"({"a":1})"}})));
  EXPECT_EQ(why["port"], 4100);
  EXPECT_EQ(why["protocol"], "tcp");
  EXPECT_EQ(why["owner"], "harbor-api");
  EXPECT_EQ(why["source"], json::parse(R"({"file":"harbor.md","line":10})"));
  EXPECT_EQ(why["holders"], json::parse(R"([{"pid":12,"comm":"nginx","exe":"/usr/sbin/nginx","uid":34,
      "container":"tide-api","state":"listen","since":"2026-05-04T10:11:12Z"}])"));
  EXPECT_EQ(why["refusals"], json::parse(R"([{"a":1}])"));
  EXPECT_THAT(why["advice"].get<std::string>(), HasSubstr("stop tide-api"));
  EXPECT_EQ(why.size(), 7U);
}

TEST(WhyJson, HasNullForWhatIsNotKnown) {
  const json why = json::parse(WhyJson(Ask(6000, {ClosingOn(6000)})));
  EXPECT_TRUE(why["owner"].is_null());
  EXPECT_TRUE(why["source"].is_null());
  EXPECT_EQ(why["holders"], json::parse(R"([{"pid":null,"comm":null,"exe":null,"uid":null,"container":null,
      "state":"time-wait","since":null}])"));
}

}  // namespace
}  // namespace portlaw
