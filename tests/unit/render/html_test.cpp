// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/lint/lint.h"
#include "policy/render/port_order.h"
#include "policy/render/port_states.h"
#include "policy/render/show.h"

namespace portlaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Assignment Row(PortRange ports, const std::string& name, int line) {
  Assignment row;
  row.ports = ports;
  row.label = row.container = row.service = name;
  row.source = {"ports.md", line};
  return row;
}

// 4000-4099 with everything that a port can be.
Registry Sample() {
  Registry registry;
  registry.groups.push_back({{4000, 4049}, "Soil", {}, {}, {"ports.md", 1}});
  registry.blocks.push_back({{4000, 4019}, "Otter", "Soil", "", {}, {"ports.md", 2}});
  registry.reserved.push_back({{4015, 4019}, Protocol::kAny, "never", ReservedKind::kNever, {}, {"ports.md", 3}});
  registry.reserved.push_back({{4045, 4049}, Protocol::kAny, "later", ReservedKind::kFuture, {}, {"ports.md", 4}});
  registry.assignments.push_back(Row({4000, 4001}, "otter-api", 5));
  registry.assignments.push_back(Row({4001, 4002}, "otter-web", 6));
  registry.assignments.push_back(Row({4019, 4019}, "otter-job", 7));
  return registry;
}

std::vector<StateRun> SampleRuns(const Registry& registry) {
  return RunsIn(StatesOf(registry, Lint({registry})), {3999, 4060});
}

TEST(PortStates, TheStrongestStatementCounts) {
  EXPECT_THAT(SampleRuns(Sample()),
              ElementsAre(StateRun{{3999, 3999}, PortState::kUnclaimed}, StateRun{{4000, 4000}, PortState::kAssigned},
                          StateRun{{4001, 4001}, PortState::kContested}, StateRun{{4002, 4002}, PortState::kAssigned},
                          StateRun{{4003, 4014}, PortState::kBlockFree}, StateRun{{4015, 4018}, PortState::kReserved},
                          StateRun{{4019, 4019}, PortState::kContested}, StateRun{{4020, 4044}, PortState::kGroupFree},
                          StateRun{{4045, 4049}, PortState::kKeptFree}, StateRun{{4050, 4060}, PortState::kUnclaimed}));
}

TEST(PortStates, OtherHostsContestNothingAndInternalPortsTakeNothing) {
  Registry registry = Sample();
  registry.assignments[0].host = "mini";
  registry.assignments[1].host = "gpu";
  registry.assignments[2].exposure = Exposure::kInternal;
  const PortStates states = StatesOf(registry, Lint({registry}));
  EXPECT_EQ(states[4001], PortState::kAssigned);
  EXPECT_EQ(states[4019], PortState::kReserved);
}

TEST(PortStates, RunsCoverTheWholeSpace) {
  const std::vector<StateRun> runs = RunsIn(PortStates{}, {0, 65535});
  EXPECT_THAT(runs, ElementsAre(StateRun{{0, 65535}, PortState::kUnclaimed}));
}

TEST(InPortOrder, AnEmbeddedBlockHoldsNothing) {
  Registry registry = Sample();
  registry.blocks.push_back({{4000, 4019}, "Kiln", "", "Otter", {}, {"ports.md", 9}});
  std::vector<std::size_t> depths;
  for (const PortItem& item : InPortOrder(registry)) depths.push_back(item.depth);
  EXPECT_THAT(depths, ElementsAre(0, 1, 2, 2, 2, 2, 3, 1));  // Soil, Otter, Kiln, rows, reserved, row, later
}

TEST(ShowHtml, ShowsMapRangesRowsAndFindings) {
  const Registry registry = Sample();
  const std::string html = ShowHtml({{registry}, Lint({registry})});
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_THAT(html, HasSubstr("<title>Ports: ports.md</title>"));
  for (const char* state : {"contested", "assigned", "reserved", "kept free", "free in a block", "free in a group"}) {
    EXPECT_THAT(html, HasSubstr("data-s=\"" + std::string(state) + "\"")) << state;
  }
  EXPECT_THAT(html, HasSubstr("<title>4001 contested</title>"));
  EXPECT_THAT(html, HasSubstr("<td>4000-4001</td><td class=\"who\">otter-api</td>"));
  EXPECT_THAT(html, HasSubstr("<h3>Otter</h3>"));
  EXPECT_THAT(html, HasSubstr("duplicate-assignment"));
}

TEST(ShowHtml, LoadsNothingFromAnywhere) {
  const std::string html = ShowHtml({{Sample()}, {}});
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  for (const char* outside : {"http://", "https://", "<link", "<img", "src=", "@import", "url("}) {
    EXPECT_THAT(html, Not(HasSubstr(outside))) << outside;
  }
}

TEST(ShowHtml, NamesAreNeverMarkup) {
  const std::string evil = "</script><script>alert(1)</script>\"'><img src=x onerror=y>&amp;\x1b[2J\xe2\x80\xae";
  Registry registry = Sample();
  registry.assignments[0].container = registry.assignments[0].purpose = evil;
  registry.assignments[0].host = evil;
  registry.assignments[0].source.file = evil;
  registry.blocks[0].service = registry.blocks[0].layer = evil;
  registry.groups[0].name = evil;
  registry.groups[0].services = {evil};
  registry.reserved[0].reason = evil;
  registry.migrations.push_back({evil, {1}, {2}, {evil, 1}});
  registry.offsets.push_back({0, 1, evil, {}});
  registry.redis.push_back({0, evil, evil, {}});
  registry.variables.push_back({evil, evil, {}});
  const std::string html = ShowHtml({{registry}, {{Severity::kError, evil, evil, {evil, 1}, {{evil, 2}}}}});
  EXPECT_THAT(html, Not(HasSubstr("alert(1)</script>")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, Not(HasSubstr("\x1b")));
  EXPECT_THAT(html, Not(HasSubstr("\xe2\x80\xae")));
  EXPECT_THAT(html, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(1)"));
  // One script element: the page's own.
  EXPECT_EQ(html.find("<script>"), html.rfind("<script>"));
}

TEST(ShowHtml, AnEmptyRegistryIsAPage) { EXPECT_THAT(ShowHtml({{Registry{}}, {}}), HasSubstr("0 assignments")); }

}  // namespace
}  // namespace portlaw
