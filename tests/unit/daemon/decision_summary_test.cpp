// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/decision_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portlaw::daemon {
namespace {

using std::chrono::minutes;
using testing::HasSubstr;

const DecisionSummary::Clock::time_point kStart{};

TEST(DecisionSummary, TellsEachMinuteOfWhatWasKeptBack) {
  DecisionSummary summary({100, 90, 10, 0, 5}, kStart);
  EXPECT_FALSE(summary.Next({120, 100, 20, 0, 5}, kStart + std::chrono::seconds(59)));
  const auto line = summary.Next({160, 110, 43, 7, 8}, kStart + minutes(1));
  ASSERT_TRUE(line);
  EXPECT_THAT(*line, HasSubstr("in the last 1 min: 20 decisions told of, 33 not told one by one (rate_limit), 7 lost"));
  EXPECT_THAT(*line, HasSubstr("3 binds in private network namespaces not judged"));
  EXPECT_FALSE(summary.Next({160, 110, 43, 7, 8}, kStart + minutes(2))) << "nothing more";
  EXPECT_TRUE(summary.Next({161, 110, 43, 8, 8}, kStart + minutes(3)));
}

TEST(DecisionSummary, SaysEachHourThatThereWasNothing) {
  DecisionSummary summary({}, kStart);
  EXPECT_FALSE(summary.Next({}, kStart + minutes(59)));
  const auto line = summary.Next({}, kStart + minutes(60));
  ASSERT_TRUE(line);
  EXPECT_THAT(*line, HasSubstr("in the last 60 min: 0 decisions told of, 0 not told"));
  EXPECT_FALSE(summary.Next({}, kStart + minutes(61)));
}

TEST(DecisionSummary, AddsUpAllCounts) {
  kernel::DecisionCount one;
  one.decided = 6;
  one.emitted = 3;
  one.suppressed = 2;
  one.dropped = 1;
  EXPECT_EQ(TotalsOf({one, one}, 9), (DecisionTotals{12, 6, 4, 2, 9}));
}

}  // namespace
}  // namespace portlaw::daemon
