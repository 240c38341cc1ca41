// SPDX-License-Identifier: Apache-2.0
// Every form in which a container can be named, and the ways in which one may not be.
#include <gtest/gtest.h>

#include "policy/text/names.h"
#include "tests/unit/policy/orchard.h"

namespace portlaw {
namespace {

Registry Names() {
  Registry registry;
  registry.blocks = {BlockOf({4100, 4199}, "Alder", 1), BlockOf({4200, 4299}, "Aureo Labs", 2)};
  registry.assignments = {
      At({4100, 4100}, "alder-api", "Alder", 10),        At({4110, 4119}, "alder-worker-{n}", "Alder", 11),
      At({4120, 4129}, "alder-{n}-of-{n}", "Alder", 12), At({9000, 9000}, "", "Object Store", 13),
      At({9001, 9001}, "", "Object Store", 14),          At({9100, 9100}, "", "exporter", 15),
      At({7000, 7000}, "worker", "worker", 16)};
  registry.assignments[3].label = "S3 API";
  registry.assignments[4].label = "Console";
  return registry;
}

// The lines of the rows that the identity resolves to; {-1} for a container that only has a service's block,
// {} for an unregistered one.
std::vector<int> LinesOf(const ContainerIdentity& identity) {
  const auto policy = Compiled(Names());
  const Subject subject = Resolve(*policy, identity);
  if (subject.kind == SubjectKind::kUnregistered) return {};
  std::vector<int> lines;
  for (int line : {10, 11, 12, 13, 14, 15, 16}) {
    const Port port = std::vector<Port>{4100, 4110, 4120, 9000, 9001, 9100, 7000}[line - 10];
    const Verdict verdict = Evaluate(*policy, subject, {port});
    if (verdict.reason == Reason::kAssigned) lines.push_back(verdict.rule->line);
  }
  if (lines.empty()) lines.push_back(-1);
  return lines;
}

std::vector<int> LinesOf(const std::string& name) { return LinesOf(Named(name)); }

using Lines = std::vector<int>;

TEST(Resolve, AContainersNameIsMatchedExactly) {
  EXPECT_EQ(LinesOf("alder-api"), Lines{10});
  EXPECT_EQ(LinesOf("/alder-api"), Lines{10});  // as Docker's API writes it
  EXPECT_EQ(LinesOf("ALDER-API"), Lines{-1});   // another container, though of the same service
  EXPECT_EQ(LinesOf("xalder-api"), Lines{});
  EXPECT_EQ(LinesOf(""), Lines{});
}

TEST(Resolve, AServiceColumnIsMatchedAsPeopleWriteIt) {
  EXPECT_EQ(LinesOf("object-store"), (Lines{13, 14}));
  EXPECT_EQ(LinesOf("Object_Store"), (Lines{13, 14}));
  EXPECT_EQ(LinesOf("object-store-console"), Lines{14});
  EXPECT_EQ(LinesOf("console"), Lines{14});
  EXPECT_EQ(LinesOf("exporter"), Lines{15});
}

TEST(Resolve, ALabelThatSeveralServicesHaveNamesAllOfThem) {
  Registry registry;
  registry.assignments = {At({1000, 1000}, "", "Red", 1), At({2000, 2000}, "", "Blue", 2)};
  registry.assignments[0].label = registry.assignments[1].label = "API";
  const auto policy = Compiled(registry);
  EXPECT_EQ(Resolve(*policy, Named("api")).kind, SubjectKind::kRegistered);
  EXPECT_EQ(Evaluate(*policy, Resolve(*policy, Named("api")), {1000}).reason, Reason::kAssigned);
  EXPECT_EQ(Evaluate(*policy, Resolve(*policy, Named("api")), {2000}).reason, Reason::kAssigned);
  EXPECT_EQ(Resolve(*policy, Named("red-api")).service, "Red");
}

TEST(Resolve, AnNIsANumber) {
  EXPECT_EQ(LinesOf("alder-worker-0"), Lines{11});
  EXPECT_EQ(LinesOf("alder-worker-12345"), Lines{11});
  EXPECT_EQ(LinesOf("alder-3-of-12"), Lines{12});
  for (const char* name : {"alder-worker-", "alder-worker-x", "alder-worker-1x", "alder-worker--1", "alder-worker-{n}",
                           "alder-{n}-of-{n}", "alder-worker-\xd9\xa3"}) {
    EXPECT_EQ(LinesOf(name), Lines{-1}) << name;
  }
}

TEST(Resolve, ComposeNamesOfBothVersions) {
  EXPECT_EQ(LinesOf("project-alder-api-1"), Lines{10});
  EXPECT_EQ(LinesOf("project_alder-api_1"), Lines{10});
  EXPECT_EQ(LinesOf("my-big-project-alder-api-12"), Lines{10});
  EXPECT_EQ(LinesOf("alder-api-1"), Lines{10});  // project alder, service api
  EXPECT_EQ(LinesOf("project-alder-worker-3"), Lines{11});
  EXPECT_EQ(LinesOf("project-alder-worker-3-1"), Lines{11});
  EXPECT_EQ(LinesOf("project-exporter-1"), Lines{15});
  EXPECT_EQ(LinesOf("project-alder-api"), Lines{});  // no index: not compose's
  EXPECT_EQ(LinesOf("project-alder-api-x"), Lines{});
}

TEST(Resolve, OfTheNamesThatAContainerMayGoByTheFirstThatTheRegistryKnows) {
  EXPECT_EQ(LinesOf(ContainerIdentity{"anything", {"nobody", "alder-worker-3", "alder-api"}}), Lines{11});
  EXPECT_EQ(LinesOf(ContainerIdentity{"anything", {"alder", "alder-api"}}), Lines{10}) << "a row before a block";
  EXPECT_EQ(LinesOf(ContainerIdentity{"anything", {"nobody", "alder"}}), Lines{-1});
  EXPECT_EQ(LinesOf(ContainerIdentity{"project-alder-api-1", {"nobody"}}), Lines{})
      << "nothing is guessed where it is known";
  EXPECT_EQ(LinesOf(ContainerIdentity{"alder-api", {"nobody"}}), Lines{});
}

TEST(ResolveAll, WhoBindsForSeveralHasTheRowsOfEach) {
  const auto policy = Compiled(Names());
  const auto reason = [&](const std::vector<ContainerIdentity>& all, Port port) {
    return Evaluate(*policy, ResolveAll(*policy, all), {port}).reason;
  };
  const std::vector<ContainerIdentity> pod = {Named("alder"), Named("alder-api"), Named("exporter"), Named("stranger")};
  EXPECT_EQ(reason(pod, 4100), Reason::kAssigned);
  EXPECT_EQ(reason(pod, 9100), Reason::kAssigned);
  EXPECT_EQ(reason(pod, 4110), Reason::kSibling);
  EXPECT_EQ(reason(pod, 9000), Reason::kForeign);
  EXPECT_EQ(reason({Named("stranger"), Named("exporter")}, 9100), Reason::kAssigned);
  EXPECT_EQ(ResolveAll(*policy, {}).kind, SubjectKind::kUnregistered);
  EXPECT_EQ(ResolveAll(*policy, pod).service, "Alder");
}

TEST(Resolve, AServicesNameBeginsItsContainers) {
  const auto policy = Compiled(Names());
  for (const char* name : {"alder-foo", "alder_foo", "ALDER-x-y-z", "alder", "project-alder-foo-1"}) {
    EXPECT_EQ(Resolve(*policy, Named(name)).service, "Alder") << name;
  }
  EXPECT_EQ(Resolve(*policy, Named("aureo-labs-site")).service, "Aureo Labs");
  EXPECT_EQ(Resolve(*policy, {"c", {"alder-foo", "p"}}).service, "Alder");
  for (const char* name : {"alderfoo", "aureo-site", "exporter-foo"}) {
    EXPECT_EQ(Resolve(*policy, Named(name)).kind, SubjectKind::kUnregistered) << name;
  }
}

TEST(Resolve, TheLongestServiceNameWins) {
  Registry registry;
  registry.blocks = {BlockOf({100, 199}, "Alder", 1), BlockOf({200, 299}, "Alder Grove", 2)};
  const auto policy = Compiled(registry);
  EXPECT_EQ(Resolve(*policy, Named("alder-grove-api")).service, "Alder Grove");
  EXPECT_EQ(Resolve(*policy, Named("alder-api")).service, "Alder");
}

TEST(Resolve, HostileNamesMatchNothingAndStayBounded) {
  const auto policy = Compiled(Names());
  const std::string digits(100'000, '1');
  const std::string dashes = "p" + std::string(100'000, '-') + "1";
  for (const std::string& name : {digits, dashes, "alder-worker-" + digits, std::string("alder-api\n"),
                                  std::string("\x1b[31m"), std::string("alder-api\0x", 11)}) {
    for (const ContainerIdentity& identity : {Named(name), ContainerIdentity{name, {name, name}}}) {
      const Subject subject = Resolve(*policy, identity);
      EXPECT_LE(subject.container.size(), kMaxNameBytes);
      EXPECT_TRUE(subject.assignments.empty());
    }
  }
  EXPECT_TRUE(Resolve(*policy, {"x", {std::string(70'000, 'a')}}).assignments.empty());
  // As long as a name may be, with as many numbers and separators as fit.
  std::string longest;
  while (longest.size() + 2 <= kMaxNameBytes) longest += "-1";
  EXPECT_EQ(Resolve(*policy, Named(longest)).kind, SubjectKind::kUnregistered);
}

TEST(MatchesPattern, TriesEveryWayToReadTheNumbers) {
  EXPECT_TRUE(MatchesPattern("w{n}0", "w100"));
  EXPECT_FALSE(MatchesPattern("w{n}0", "w0"));
  EXPECT_TRUE(MatchesPattern("{n}{n}", "12"));
  EXPECT_FALSE(MatchesPattern("{n}{n}", "1"));
  EXPECT_FALSE(MatchesPattern("{n}", ""));
  EXPECT_TRUE(MatchesPattern("a", "a"));
}

}  // namespace
}  // namespace portlaw
