// SPDX-License-Identifier: Apache-2.0
// What passes a filter, what counts, and what verify finds.
#include "agent/audit/log_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/audit/json_line.h"
#include "agent/audit/log_verify.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::audit {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

LogRecord Sample() { return ParseLogLine(JsonLine(SampleEvent())).record.value(); }

TEST(LogFilter, PassesEverythingByDefault) { EXPECT_TRUE(LogFilter().Passes(Sample())); }

TEST(LogFilter, AsksForEachKind) {
  const LogRecord record = Sample();  // grove-api of Grove, denied 4101/tcp as foreign
  const auto passes = [&](auto set) {
    LogFilter filter;
    set(filter);
    return filter.Passes(record);
  };
  EXPECT_TRUE(passes([](LogFilter& f) { f.containers = {"grove-api"}; }));
  EXPECT_TRUE(passes([](LogFilter& f) { f.containers = {"other", "grove-api"}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.containers = {"grove"}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.containers = {"-"}; }));
  EXPECT_TRUE(passes([](LogFilter& f) { f.services = {"grove"}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.services = {"orchard"}; }));
  EXPECT_TRUE(passes([](LogFilter& f) { f.ports = {{4000, 4101}}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.ports = {{4102, 4102}}; }));
  EXPECT_TRUE(passes([](LogFilter& f) { f.actions = {Action::kDeny}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.actions = {Action::kWarn, Action::kWouldDeny}; }));
  EXPECT_TRUE(passes([](LogFilter& f) { f.reasons = {Reason::kForeign}; }));
  EXPECT_FALSE(passes([](LogFilter& f) { f.reasons = {Reason::kReserved}; }));
  EXPECT_TRUE(passes([&](LogFilter& f) { f.since = record.time; }));
  EXPECT_FALSE(passes([&](LogFilter& f) { f.since = record.time + seconds(1); }));
  EXPECT_FALSE(passes([&](LogFilter& f) { f.until = record.time; }));
  EXPECT_TRUE(passes([&](LogFilter& f) { f.until = record.time + seconds(1); }));
  EXPECT_FALSE(passes([](LogFilter& f) {
    f.actions = {Action::kDeny};
    f.ports = {{1, 2}};
  }));
}

bool PassesContainer(const std::string& name, const LogRecord& record) {
  LogFilter filter;
  filter.containers = {name};
  return filter.Passes(record);
}

TEST(LogFilter, KnowsContainersByTheirNamesWithoutNumberAndByTheirIds) {
  LogRecord record = Sample();
  record.container = LogRecord::Container{"0123456789abcdef", "shop-web-2", "docker"};
  for (const char* name : {"shop-web-2", "shop-web", "shop-web-{n}", "0123456789ab"}) {
    EXPECT_TRUE(PassesContainer(name, record)) << name;
  }
  for (const char* name : {"shop", "0123", "-", ""}) {
    EXPECT_FALSE(PassesContainer(name, record)) << name;
  }
  record.container.reset();
  EXPECT_TRUE(PassesContainer("-", record));
}

TEST(LogTally, CountsByEveryKey) {
  const std::vector<std::string> expected = {"grove-api", "4101/tcp", "foreign", "deny", "Grove"};
  ASSERT_EQ(LogKeys().size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    LogTally tally(LogKeys()[i]);
    LogRecord record = Sample();
    record.suppressed = 4;
    tally.Add(record);
    tally.Add(Sample());
    const auto counts = tally.Take();
    ASSERT_EQ(counts.size(), 1U);
    EXPECT_EQ(counts[0].value, expected[i]);
    EXPECT_EQ(counts[0].events, 2U);
    EXPECT_EQ(counts[0].suppressed, 4U);
    EXPECT_EQ(counts[0].last, record.time);
  }
}

TEST(LogTally, HasMostFirstAndIsBounded) {
  LogTally tally(LogKeys()[0]);
  LogRecord record = Sample();
  for (std::size_t i = 0; i < LogTally::kMaxValues + 10; ++i) {
    record.container->name = "c" + std::to_string(i);
    tally.Add(record);
  }
  const auto counts = tally.Take();
  EXPECT_EQ(counts.size(), LogTally::kMaxValues + 1);
  EXPECT_EQ(counts[0].value, "(further values)");
  EXPECT_EQ(counts[0].events, 10U);
}

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
