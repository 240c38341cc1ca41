// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/suggest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/orchard.h"

namespace portlaw {
namespace {

using testing::HasSubstr;

Registry WithScheme() {
  Registry registry = Orchard();
  registry.offsets = {{0, 0, "Primary API", {"orchard.md", 80}},
                      {1, 5, "Web UI", {"orchard.md", 81}},
                      {10, 19, "Background Workers", {"orchard.md", 82}},
                      {90, 99, "Observability", {"orchard.md", 83}}};
  registry.assignments.push_back(At({4190, 4190}, "alder-metrics", "Alder", 15));
  registry.assignments.back().label = "Metrics";
  return registry;
}

std::string ErrorOf(const Registry& registry, const std::string& service, const std::string& purpose = {}) {
  const auto next = FindNextPort(*Compiled(registry), service, purpose);
  return next ? "no error" : ToString(next.error());
}

Port PortOf(const Registry& registry, const std::string& service, const std::string& purpose = {}) {
  const auto next = FindNextPort(*Compiled(registry), service, purpose);
  EXPECT_TRUE(next) << (next ? "" : ToString(next.error()));
  return next ? next->port : 0;
}

TEST(FindNextPort, TakesTheFirstFreePortOfTheBlock) {
  EXPECT_EQ(PortOf(Orchard(), "Alder"), 4102);
  EXPECT_EQ(PortOf(Orchard(), "alder"), 4102);
  EXPECT_EQ(PortOf(Orchard(), "Birch"), 4201);
  EXPECT_EQ(PortOf(Orchard(), "Kiln"), 4201);  // shares Birch's block
}

TEST(FindNextPort, PassesOverReservedLegacyAndMigrationTargets) {
  Registry registry = Orchard();
  registry.reserved.push_back(Reserved({4102, 4103}, "", 1));
  registry.migrations.push_back({"Birch", {4104}, {4105}, {"orchard.md", 2}});
  EXPECT_EQ(PortOf(registry, "Alder"), 4106);
}

TEST(FindNextPort, FollowsTheOffsetScheme) {
  const auto next = FindNextPort(*Compiled(WithScheme()), "Birch", "worker");
  ASSERT_TRUE(next);
  EXPECT_EQ(next->port, 4212);  // 4210 and 4211 are taken
  EXPECT_EQ(next->within, (PortRange{4210, 4219}));
  EXPECT_EQ(next->purpose, "Background Workers");
  EXPECT_EQ(next->place, "the block of Birch");
  EXPECT_EQ(PortOf(WithScheme(), "Birch", "background workers"), 4212);
  EXPECT_EQ(PortOf(WithScheme(), "Birch", "web"), 4201);
}

TEST(FindNextPort, LearnsAPurposeFromWhereTheRegistryHasIt) {
  EXPECT_EQ(PortOf(WithScheme(), "Alder", "metrics"), 4191);
  EXPECT_EQ(PortOf(WithScheme(), "Birch", "metrics"), 4290);
}

TEST(FindNextPort, SaysWhatItCannotDo) {
  EXPECT_THAT(ErrorOf(WithScheme(), "Birch", "teleporter"), HasSubstr("it knows: Primary API, Web UI"));
  EXPECT_THAT(ErrorOf(Orchard(), "Adler"), HasSubstr("did you mean 'Alder'?"));
  EXPECT_THAT(ErrorOf(Orchard(), "Finder"), HasSubstr("neither a block nor a group"));
  EXPECT_THAT(ErrorOf(WithScheme(), "Alder", "worker"), HasSubstr("no port is free for Alder in 4110-4119"));
  EXPECT_THAT(ErrorOf(WithScheme(), "Birch", "api"), HasSubstr("no port is free for Birch in 4200"));
}

TEST(FindNextPort, InAGroupItIsTheFirstFreeOne) {
  EXPECT_EQ(PortOf(Orchard(), "core-auth"), 3000);
  EXPECT_EQ(PortOf(Orchard(), "Core"), 3000);  // the group itself: a service to come
  Registry listed = Orchard();
  listed.groups.push_back({{7000, 7009}, "Later", {"Willow"}, std::nullopt, {"orchard.md", 90}});
  EXPECT_EQ(PortOf(listed, "willow"), 7000);
}

TEST(FindNextPort, TakesWhatIsKeptForLaterOnlyWhenNothingElseIsFree) {
  Registry registry = Orchard();
  registry.reserved.push_back(Reserved({3003, 3009}, "", 53));
  registry.reserved.back().kind = ReservedKind::kFuture;
  EXPECT_EQ(PortOf(registry, "Core"), 3000);
  registry.assignments.push_back(At({3000, 3000}, "", "core-web", 54));
  const auto next = FindNextPort(*Compiled(registry), "Core", "");
  ASSERT_TRUE(next);
  EXPECT_EQ(next->port, 3003);
  EXPECT_TRUE(next->kept_for_later);
  EXPECT_EQ(SuggestPort(*Compiled(registry), "core-auth"), std::nullopt);  // a bind there would be refused
}

TEST(FindNextPort, APortThatAnotherRegistryClaimsIsNotFree) {
  Registry other;
  other.assignments = {At({4102, 4102}, "depot", "Depot", 1, "depot.md")};
  const auto policy = CompiledPolicy::Compile({Orchard(), other}, {}, "box");
  EXPECT_EQ(SuggestPort(*policy, "Alder"), Port{4103});
}

TEST(FindNextPort, OffsetsOutOfTheBlockLeadNowhere) {
  Registry registry = Orchard();
  registry.offsets = {{2'000'000'000, 2'147'483'647, "far", {"orchard.md", 80}}, {-5, -1, "far", {"orchard.md", 81}}};
  EXPECT_THAT(ErrorOf(registry, "Alder", "far"), HasSubstr("no place for 'far'"));
}

TEST(SuggestPort, HasNothingForTheUnknown) {
  EXPECT_EQ(SuggestPort(*Compiled(Orchard()), ""), std::nullopt);
  EXPECT_EQ(SuggestPort(*Compiled(Orchard()), "nobody"), std::nullopt);
  EXPECT_EQ(SuggestPort(*Compiled(Orchard()), "Alder"), Port{4102});
}

TEST(SuggestPort, IsAllowedToTheServiceThatItIsFor) {
  const auto policy = Compiled(WithScheme());
  for (const char* service : {"Alder", "Birch", "Kiln"}) {
    const auto port = SuggestPort(*policy, service);
    ASSERT_TRUE(port);
    const Verdict verdict = VerdictOn(*policy, std::string(service) + "-new", {*port});
    EXPECT_EQ(verdict.reason, Reason::kInBlock) << service;
  }
}

}  // namespace
}  // namespace portlaw
