// SPDX-License-Identifier: Apache-2.0
#include "policy/guard/preflight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/guard/guard_sample.h"

namespace portlaw::guard_test {
namespace {

using testing::HasSubstr;

Preflight OfYard(Settings settings = {}) {
  return MakePreflight(
      *Compile(Yard(4149), std::move(settings)),
      {ContainerListener("harbor-api", 4100), ContainerListener("harbor-web", 4150), HostListener(8080)}, {"half"});
}

TEST(Preflight, TellsWhatWouldBeRefusedWhoseItIsAndWhere) {
  const Preflight preflight = OfYard();
  EXPECT_EQ(preflight.judged, 3U);
  ASSERT_EQ(preflight.refused.size(), 1U);
  const std::string text = PreflightText(preflight);
  for (const char* part : {"4150", "container harbor-web", "node (pid 12)", "deny", "foreign", "Quarry", "yard.md:2",
                           "1 of 3 listeners would be refused\n", "incomplete: half\n"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(Preflight, AuditModeIsJudgedAsIfItEnforced) {
  Settings settings;
  settings.mode = Mode::kAudit;
  const Preflight preflight = OfYard(settings);
  ASSERT_EQ(preflight.refused.size(), 1U);
  EXPECT_EQ(preflight.refused[0].verdict.action, Action::kWouldDeny);
}

TEST(Preflight, WithoutRefusalsThereIsNoTable) {
  const Preflight preflight = MakePreflight(*Compile(Yard(4149)), {ContainerListener("harbor-api", 4100)}, {});
  EXPECT_EQ(PreflightText(preflight), "0 of 1 listeners would be refused\n");
}

TEST(Preflight, AsJson) {
  const auto json = nlohmann::json::parse(PreflightJson(OfYard()));
  EXPECT_EQ(json["judged"], 3);
  EXPECT_EQ(json["incomplete"][0], "half");
  ASSERT_EQ(json["refused"].size(), 1U);
  EXPECT_EQ(json["refused"][0]["port"], 4150);
  EXPECT_EQ(json["refused"][0]["owner"], "Quarry");
  EXPECT_EQ(json["refused"][0]["action"], "deny");
}

}  // namespace
}  // namespace portlaw::guard_test
