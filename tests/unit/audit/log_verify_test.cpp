// SPDX-License-Identifier: Apache-2.0
// What verify finds.
#include "agent/audit/log_verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/audit/json_line.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::audit {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class Verify : public testing::Test {
 protected:
  void Look(std::string_view text, bool torn = false, bool too_long = false) {
    verifier_.Look({text, ++number_, too_long, torn}, "audit.jsonl");
  }
  // An event `second` seconds after the sample's time.
  void LookAt(int second, std::uint64_t generation = 1) {
    AuditEvent event = SampleEvent();
    event.time += seconds(second);
    event.generation = generation;
    Look(JsonLine(event));
  }
  std::vector<std::string> Codes() const {
    std::vector<std::string> codes;
    for (const Finding& finding : findings_) codes.push_back(finding.code);
    return codes;
  }

  Findings findings_;
  std::uint64_t number_ = 0;
  LogVerifier verifier_{[this](const Finding& finding) { findings_.push_back(finding); }};
};

TEST_F(Verify, FindsNothingInWhatTheAgentWrites) {
  LookAt(0);
  LookAt(100);
  LookAt(96);  // another CPU's
  LookAt(100, 2);
  LookAt(101, 1);  // was on its way when the policy changed
  LookAt(200, 2);
  EXPECT_THAT(findings_, IsEmpty());
  EXPECT_EQ(verifier_.totals().events, 6U);
  EXPECT_EQ(verifier_.totals().beginnings, 1U);
  EXPECT_EQ(*verifier_.totals().last - *verifier_.totals().first, seconds(200));
}

TEST_F(Verify, FindsTimeThatGoesBackwardsOnce) {
  LookAt(100);
  LookAt(90);
  LookAt(91);
  LookAt(92);
  EXPECT_THAT(Codes(), ElementsAre("time-backwards"));
  EXPECT_EQ(findings_[0].source, (Source{"audit.jsonl", 2}));
}

TEST_F(Verify, FindsGenerationsThatGoBackwards) {
  LookAt(0, 3);
  LookAt(100, 2);
  LookAt(110, 2);
  EXPECT_THAT(Codes(), ElementsAre("generation-backwards"));
}

TEST_F(Verify, TakesGenerationOneForABeginning) {
  LookAt(0, 7);
  LookAt(100, 1);
  LookAt(200, 2);
  EXPECT_THAT(findings_, IsEmpty());
  EXPECT_EQ(verifier_.totals().beginnings, 2U);
}

TEST_F(Verify, FindsLinesThatAreNoEvents) {
  LookAt(0);
  Look("nonsense");
  Look("");
  Look("xxxx", false, true);
  Look(R"({"time":"2026-11-01T00:00:01Z","act)", true);
  EXPECT_THAT(Codes(), ElementsAre("malformed-line", "blank-line", "long-line", "torn-line"));
  EXPECT_EQ(verifier_.totals().lines, 5U);
  EXPECT_EQ(verifier_.totals().events, 1U);
  EXPECT_EQ(verifier_.totals().findings, 4U);
}

TEST_F(Verify, CountsAnEventThatLacksJustItsNewline) {
  Look(JsonLine(SampleEvent()), true);
  EXPECT_THAT(Codes(), ElementsAre("torn-line"));
  EXPECT_EQ(verifier_.totals().events, 1U);
}

}  // namespace
}  // namespace portlaw::audit
