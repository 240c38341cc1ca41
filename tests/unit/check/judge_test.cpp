// SPDX-License-Identifier: Apache-2.0
#include "policy/check/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace portlaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Otter has 4100-4199, Heron 4200-4299; 5000-5049 is reserved.
std::shared_ptr<const CompiledPolicy> Policy(Settings settings = {}) {
  Registry registry;
  const auto row = [&](Port port, const char* container, const char* service, int line) {
    Assignment assignment;
    assignment.ports = {port, port};
    assignment.label = container;
    assignment.container = container;
    assignment.service = service;
    assignment.source = {"ports.md", line};
    registry.assignments.push_back(assignment);
  };
  registry.blocks.push_back({{4100, 4199}, "Otter", "", "", {}, {"ports.md", 1}});
  registry.blocks.push_back({{4200, 4299}, "Heron", "", "", {}, {"ports.md", 2}});
  registry.reserved.push_back({{5000, 5049}, Protocol::kAny, "Flask", ReservedKind::kNever, {}, {"ports.md", 3}});
  row(4100, "otter-api", "Otter", 4);
  row(4101, "otter-web", "Otter", 5);
  row(4200, "heron-api", "Heron", 6);
  return CompiledPolicy::Compile({registry}, std::move(settings), "here");
}

PlannedBind Bind(const std::string& container, PortRange ports, int line = 10) {
  PlannedBind bind;
  bind.identities = {{container, {}}};
  bind.who = "service " + container;
  bind.statement = "ports";
  bind.ports = ports;
  bind.project = "shop";
  bind.source = {"compose.yaml", line};
  return bind;
}

std::vector<std::string> Codes(const Findings& findings) {
  std::vector<std::string> codes;
  for (const Finding& finding : findings) {
    codes.push_back(std::string(ToString(finding.severity)) + " " + finding.code);
  }
  return codes;
}

TEST(Judge, AllowsWhatTheRegistryAllows) {
  EXPECT_THAT(Judge(*Policy(), {Bind("otter-api", {4100, 4100}), Bind("otter-api", {4150, 4150})}), IsEmpty());
}

// What the registry allows against its own words is a warning: it must be mended, not the deployment.
TEST(Judge, WarnsWhereTheRegistryContradictsItselfOrMoves) {
  Registry registry;
  for (const char* container : {"otter-api", "heron-api"}) {
    Assignment row;
    row.ports = {4100, 4100};
    row.label = row.container = row.service = container;
    row.source = {"ports.md", 4};
    registry.assignments.push_back(row);
  }
  Assignment row = registry.assignments.front();
  row.ports = {5001, 5001};
  registry.assignments.push_back(row);
  registry.reserved.push_back({{5000, 5049}, Protocol::kAny, "Flask", ReservedKind::kNever, {}, {"ports.md", 3}});
  registry.migrations.push_back({"otter-api", {4900}, {4100}, {"ports.md", 9}});
  const auto policy = CompiledPolicy::Compile({registry}, Settings(), "here");
  EXPECT_THAT(Codes(Judge(*policy, {Bind("otter-api", {4100, 4100})})), ElementsAre("warning bind-contested"));
  EXPECT_THAT(Codes(Judge(*policy, {Bind("otter-api", {5001, 5001})})), ElementsAre("warning bind-assigned-reserved"));
  EXPECT_THAT(Codes(Judge(*policy, {Bind("otter-api", {4900, 4900})})), ElementsAre("warning bind-legacy"));
  EXPECT_THAT(Codes(Judge(*policy, {Bind("heron-api", {4900, 4900})})), ElementsAre("error bind-unallocated"));
}

TEST(Judge, RefusesWhatEvaluateRefuses) {
  const auto policy = Policy();
  const Findings findings = Judge(*policy, {Bind("otter-api", {4200, 4200}, 7)});
  ASSERT_THAT(Codes(findings), ElementsAre("error bind-foreign"));
  EXPECT_EQ(findings[0].source, (Source{"compose.yaml", 7}));
  EXPECT_THAT(findings[0].related, ElementsAre(Source{"ports.md", 6}));
  EXPECT_THAT(findings[0].message, HasSubstr("service otter-api binds 4200/tcp (ports): foreign, "));
  EXPECT_THAT(findings[0].message, HasSubstr("next free port of Otter: 4102"));
  EXPECT_THAT(Codes(Judge(*policy, {Bind("otter-api", {5000, 5000})})), ElementsAre("error bind-reserved"));
  EXPECT_THAT(Codes(Judge(*policy, {Bind("otter-api", {9999, 9999})})), ElementsAre("error bind-unallocated"));
  EXPECT_THAT(Codes(Judge(*policy, {Bind("otter-api", {4101, 4101})})), ElementsAre("warning bind-sibling"));
  EXPECT_THAT(Codes(Judge(*policy, {Bind("stranger", {9999, 9999})})), ElementsAre("warning bind-unallocated"));
}

TEST(Judge, AnAuditedDenyIsAnErrorOnTheHostOnly) {
  Settings settings;
  settings.mode = Mode::kAudit;
  settings.private_netns = PrivateNetns::kAudit;
  const auto policy = Policy(settings);
  PlannedBind bind = Bind("otter-api", {4200, 4200});
  EXPECT_THAT(Codes(Judge(*policy, {bind})), ElementsAre("error bind-foreign"));
  bind.scope = Scope::kPrivate;
  EXPECT_THAT(Codes(Judge(*policy, {bind})), ElementsAre("warning bind-foreign"));
}

TEST(Judge, SplitsARangeByVerdict) {
  const Findings findings = Judge(*Policy(), {Bind("otter-api", {4195, 4210})});
  ASSERT_THAT(Codes(findings), ElementsAre("error bind-foreign", "error bind-foreign"));  // the row, then the block
  EXPECT_THAT(findings[0].message, HasSubstr("binds 4200/tcp"));
  EXPECT_THAT(findings[1].message, HasSubstr("binds 4201-4210/tcp"));
}

TEST(Judge, JudgesTheWholePortSpace) {
  EXPECT_THAT(Codes(Judge(*Policy(), {Bind("otter-api", {1, 65535})})), testing::Contains("error bind-reserved"));
}

TEST(Judge, TheFirstIdentityThatIsKnownCounts) {
  PlannedBind bind = Bind("main", {4100, 4100});
  bind.identities.push_back({"otter-api", {}});
  EXPECT_THAT(Judge(*Policy(), {bind}), IsEmpty());
}

TEST(Judge, FindsAPortPublishedTwice) {
  const auto collisions = [policy = Policy()](PlannedBind a, PlannedBind b) {
    Findings findings = Judge(*policy, {std::move(a), std::move(b)});
    std::erase_if(findings, [](const Finding& finding) { return finding.code != "published-twice"; });
    return findings;
  };
  const PlannedBind api = Bind("otter-api", {4150, 4155}, 10);
  PlannedBind web = Bind("otter-web", {4155, 4160}, 20);
  const Findings found = collisions(api, web);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].source.line, 20);
  EXPECT_THAT(found[0].related, ElementsAre(Source{"compose.yaml", 10}));

  EXPECT_THAT(collisions(api, Bind("otter-web", {4156, 4160})), IsEmpty());
  EXPECT_THAT(collisions(api, Bind("otter-api", {4155, 4155})), IsEmpty());  // stated again
  PlannedBind other = web;
  other.protocol = Protocol::kUdp;
  EXPECT_THAT(collisions(api, other), IsEmpty());
  other = web;
  other.project = "elsewhere";
  EXPECT_THAT(collisions(api, other), IsEmpty());
  other = web;
  other.one_of = true;
  EXPECT_THAT(collisions(api, other), IsEmpty());

  PlannedBind local = api;
  local.address = "127.0.0.1";
  EXPECT_EQ(collisions(local, web).size(), 1U);
  web.address = "192.0.2.1";
  EXPECT_THAT(collisions(local, web), IsEmpty());

  PlannedBind day = api;
  day.profiles = {"day"};
  PlannedBind night = Bind("otter-web", {4150, 4150});
  EXPECT_EQ(collisions(day, night).size(), 1U);
  night.profiles = {"night"};
  EXPECT_THAT(collisions(day, night), IsEmpty());
}

TEST(CheckCodes, AreUniqueAndExplained) {
  std::set<std::string_view> codes;
  for (const CheckCode& code : CheckCodes()) {
    EXPECT_TRUE(codes.insert(code.code).second) << code.code;
    EXPECT_GT(code.summary.size(), 10U) << code.code;
    EXPECT_GT(code.mend.size(), 10U) << code.code;
  }
}

}  // namespace
}  // namespace portlaw
