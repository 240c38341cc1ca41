// SPDX-License-Identifier: Apache-2.0
// outside-section, foreign-block, assigned-reserved, overlapping-ranges, nested-groups, layer-mismatch: where things
// are.
#include "tests/unit/lint/lint_test.h"

namespace portlaw::lint_test {
namespace {

TEST(OutsideSection, FiresBeyondTheHeadingsRange) {
  Builder doc;
  doc.Section("Chat", {4000, 4099});
  doc.Row(4099, "matrix");
  doc.Row(4400, "landings");
  const Findings found = FindingsOf("outside-section", {doc.registry()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].severity, Severity::kError);
  EXPECT_EQ(found[0].source.line, 2);
  EXPECT_EQ(found[0].message, "landings (4400) is outside the range of its section, \"Chat\", 4000-4099");
}

TEST(OutsideSection, FiresBeyondTheServicesBlock) {
  Builder doc;
  doc.AddBlock({4100, 4199}, "Janua");
  doc.Row(4150, "API", "janua-api", "Janua");
  doc.Row(4250, "Docs", "janua-docs", "Janua");
  const Findings found = FindingsOf("outside-section", {doc.registry()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].source.line, 3);
  EXPECT_THAT(found[0].related, ElementsAre(Source{"ports.md", 1}));
}

TEST(OutsideSection, AHeadingMayNameTwoRanges) {
  Builder doc;
  doc.AddGroup({3000, 3099}, "Frontends");
  doc.AddGroup({5173, 5179}, "Frontends");
  doc.Section("Frontends (3000-3099 / 5173-5179)", {3000, 3099});
  doc.Row(5174, "vite");
  doc.Row(5180, "stray");
  EXPECT_THAT(Places("outside-section", doc), ElementsAre("ports.md:4"));
}

TEST(OutsideSection, InternalPortsAreNowhere) {
  Builder doc;
  doc.Section("Search", {9000, 9099}).Row(8080, "searxng").exposure = Exposure::kInternal;
  EXPECT_THAT(Places("outside-section", doc), IsEmpty());
}

TEST(ForeignBlock, FiresInAnotherServicesBlock) {
  Builder doc;
  doc.AddBlock({4200, 4299}, "Enclii");
  doc.Row(4205, "deal-sniper", "", "deal-sniper");
  EXPECT_THAT(Places("foreign-block", doc), ElementsAre("ports.md:2"));
}

TEST(ForeignBlock, FiresInTheBlockOfAnotherRegistry) {
  Builder one("one.md");
  one.AddBlock({5050, 5149}, "Coforma");
  Builder two("two.md");
  two.Row(5100, "whopixels");
  EXPECT_THAT(Places("foreign-block", {one.registry(), two.registry()}), ElementsAre("two.md:1"));
}

TEST(ForeignBlock, NotForTheOwnServiceOrAnEmbeddedOne) {
  Builder doc;
  doc.AddBlock({4200, 4299}, "Enclii");
  doc.Row(4200, "API", "enclii-api", "Enclii");
  doc.Row(4201, "enclii-ui");
  doc.AddBlock({4200, 4299}, "Furnace").embedded_in = "Enclii";
  doc.Row(4211, "Scheduler", "furnace-scheduler", "Furnace");
  EXPECT_THAT(Places("foreign-block", doc), IsEmpty());
}

TEST(ForeignBlock, LeavesToOthersWhatTheySayBetter) {
  Builder doc;
  doc.AddBlock({4200, 4299}, "Enclii");
  doc.Row(4210, "Registry", "enclii-registry", "Enclii");
  doc.Row(4210, "Gateway", "kiln-gateway", "Kiln");                             // duplicate-assignment
  doc.Section("Janua", {4100, 4199}).Row(4220, "Docs", "janua-docs", "Janua");  // outside-section
  EXPECT_THAT(Places("foreign-block", doc), IsEmpty());
  EXPECT_THAT(Places("duplicate-assignment", doc), ElementsAre("ports.md:3"));
  EXPECT_THAT(Places("outside-section", doc), ElementsAre("ports.md:4"));
}

TEST(AssignedReserved, FiresInsideAndTellsTheReason) {
  Builder doc;
  doc.Reserve({5000, 5049}, "Flask's default");
  doc.Row(5049, "web");
  doc.Row(5050, "next");
  const Findings found = FindingsOf("assigned-reserved", {doc.registry()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].source.line, 2);
  EXPECT_EQ(found[0].message, "web (5049) is in 5000-5049, which is reserved: Flask's default");
}

TEST(AssignedReserved, HostProtocolAndExposureCount) {
  Builder doc;
  doc.Reserve({5000, 5049}, "kept", ReservedKind::kFuture).host = "gpu";
  doc.Reserve({6000, 6049}, "games").protocol = Protocol::kUdp;
  doc.Reserve({7000, 7049}, "AirPlay");
  doc.Row(5001, "a").host = "mini";
  doc.Row(6001, "b").protocol = Protocol::kTcp;
  doc.Row(7001, "c").exposure = Exposure::kInternal;
  EXPECT_THAT(Places("assigned-reserved", doc), IsEmpty());
  doc.Row(5002, "d");
  doc.Row(6002, "e");
  EXPECT_THAT(Places("assigned-reserved", doc), ElementsAre("ports.md:7", "ports.md:8"));
}

TEST(AssignedReserved, FiresAcrossRegistries) {
  Builder one("one.md");
  one.Reserve({3000, 3999}, "dev servers");
  Builder two("two.md");
  two.Section("Core").Row(3001, "mana-auth");
  two.Row(3002, "mana-credits");
  two.Section("Apps").Row(3030, "chat");
  two.Section("Other").Row(4000, "fine");
  const Findings found = FindingsOf("assigned-reserved", {one.registry(), two.registry()});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(ToString(found[0].source), "two.md:1");
  EXPECT_EQ(found[0].message, "mana-auth (3001) is in 3000-3999, which is reserved: dev servers");
  EXPECT_THAT(found[0].related, ElementsAre(Source{"one.md", 1}));
}

TEST(OverlappingRanges, FiresOnBlocksThatShareAPort) {
  Builder doc;
  doc.AddBlock({5150, 5249}, "Galvana");
  doc.AddBlock({5200, 5299}, "BloomScroll");
  const Findings found = FindingsOf("overlapping-ranges", {doc.registry()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].source.line, 2);
  EXPECT_EQ(found[0].message,
            "5200-5249 is in the block of BloomScroll, 5200-5299, and in the block of Galvana, 5150-5249");
}

TEST(OverlappingRanges, NeighboursAndNestingAreFineCrossingIsNot) {
  Builder doc;
  doc.AddGroup({4100, 4299}, "Soil");
  doc.AddBlock({4100, 4199}, "Janua", "Soil");
  doc.AddBlock({4200, 4299}, "Enclii", "Soil");
  doc.AddBlock({4200, 4299}, "Furnace").embedded_in = "Enclii";
  doc.Reserve({4106, 4109}, "UI slots", ReservedKind::kFuture);
  doc.AddBlock({4250, 4349}, "Elsewhere").host = "gpu";
  EXPECT_THAT(Places("overlapping-ranges", doc), ElementsAre("ports.md:6"));
  EXPECT_EQ(FindingsOf("overlapping-ranges", {doc.registry()})[0].related.size(), 3U);  // Soil, Enclii and Furnace
}

TEST(OverlappingRanges, OtherHostsShareNothing) {
  Builder doc;
  doc.AddBlock({4100, 4199}, "Janua").host = "mini";
  doc.AddBlock({4150, 4249}, "Enclii").host = "gpu";
  EXPECT_THAT(Places("overlapping-ranges", doc), IsEmpty());
}

TEST(OverlappingRanges, FiresOnABlockInAReservedRangeNotOnTheReverse) {
  Builder doc;
  doc.Reserve({6000, 6999}, "future", ReservedKind::kFuture);
  doc.AddBlock({6200, 6299}, "Cabinet");
  EXPECT_THAT(Places("overlapping-ranges", doc), ElementsAre("ports.md:2"));
  Builder other;
  other.AddBlock({6200, 6299}, "Cabinet");
  other.Reserve({6206, 6209}, "slots");
  EXPECT_THAT(Places("overlapping-ranges", other), IsEmpty());
}

TEST(OverlappingRanges, FiresOnGroupsThatCross) {
  Builder doc;
  doc.AddGroup({5000, 5059}, "Frontends");
  doc.AddGroup({5050, 5069}, "Playground");
  EXPECT_THAT(Places("overlapping-ranges", doc), ElementsAre("ports.md:2"));
}

TEST(NestedGroups, FiresOnSiblingsOnly) {
  Builder doc;
  doc.AddGroup({5000, 5059}, "Frontends");
  doc.Section("Frontends", {5000, 5059}).Row(5000, "web");
  doc.AddGroup({5050, 5059}, "Playground");
  doc.Section("Playground", {5050, 5059}).Row(5050, "llm");
  EXPECT_THAT(Places("nested-groups", doc), ElementsAre("ports.md:3"));
  EXPECT_THAT(Places("overlapping-ranges", doc), IsEmpty());
}

TEST(NestedGroups, ALayerMayHoldGroups) {
  Builder doc;
  doc.AddGroup({3000, 3099}, "Platform");
  doc.AddGroup({3000, 3009}, "Core");
  doc.Section("Core", {3000, 3009}).Row(3000, "web");
  EXPECT_THAT(Places("nested-groups", doc), IsEmpty());
}

TEST(LayerMismatch, FiresOnABlockOutsideItsLayer) {
  Builder doc;
  doc.AddGroup({4100, 4299}, "Soil");
  doc.AddBlock({4300, 4399}, "Enclii", "Soil");
  EXPECT_THAT(Places("layer-mismatch", doc), ElementsAre("ports.md:2"));
}

TEST(LayerMismatch, ABlockThatLeavesItsLayerIsOneFinding) {
  Builder doc;
  doc.AddGroup({4100, 4299}, "Soil");
  doc.AddBlock({4250, 4349}, "Enclii", "Soil");
  EXPECT_THAT(Places("layer-mismatch", doc), ElementsAre("ports.md:2"));
  EXPECT_THAT(Places("overlapping-ranges", doc), IsEmpty());
}

TEST(LayerMismatch, FiresWhereTableAndHeadingDiffer) {
  Builder doc;
  doc.AddGroup({5800, 5899}, "Creative (GPU)", {"ceq"});
  doc.AddGroup({5900, 5999}, "AI Agents", {"Autochess"});
  doc.AddGroup({5800, 5999}, "Layer 7: Creative & GPU Services");
  doc.AddBlock({5800, 5899}, "ceq", "Layer 7: Creative & GPU Services");
  doc.AddBlock({5900, 5999}, "Autochess", "Layer 7: Creative & GPU Services");
  EXPECT_THAT(Places("layer-mismatch", doc), ElementsAre("ports.md:3", "ports.md:5"));
}

TEST(LayerMismatch, FiresWhereTheTableListsABlockThatIsElsewhere) {
  Builder doc;
  doc.AddGroup({4300, 4499}, "Roots", {"Fortuna", "Blueprint"});
  doc.AddBlock({4400, 4499}, "Fortuna (Market)");
  doc.AddBlock({4500, 4599}, "Blueprint Harvester");
  EXPECT_THAT(Places("layer-mismatch", doc), ElementsAre("ports.md:3"));
}

TEST(LayerMismatch, OneLayerInTwoWordingsIsFine) {
  Builder doc;
  doc.AddGroup({4100, 4299}, "Soil (Infrastructure)", {"Janua"});
  doc.AddGroup({4100, 4299}, "Layer 1: Soil");
  doc.AddBlock({4100, 4199}, "Janua", "Layer 1: Soil");
  doc.AddGroup({3000, 3009}, "Core Platform Services");
  doc.AddGroup({3010, 3019}, "Core Infrastructure Services");
  EXPECT_THAT(Places("layer-mismatch", doc), IsEmpty());
}

}  // namespace
}  // namespace portlaw::lint_test
