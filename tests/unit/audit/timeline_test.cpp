// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/query/timeline.h"

#include <gtest/gtest.h>

#include "tests/unit/audit/query_record.h"

namespace portlaw::audit {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

WallTime PointAt(std::string_view text) { return ParseRfc3339(text).value(); }

std::uint64_t AllOf(const Timeline::Buckets& shown) {
  std::uint64_t all = 0;
  for (const auto& bucket : shown.buckets) all += bucket.counts.All();
  return all;
}

TEST(Timeline, IsEmptyWithoutEvents) { EXPECT_TRUE(Timeline().Take(40).buckets.empty()); }

TEST(Timeline, ShowsTheQuietBetween) {
  Timeline timeline;
  timeline.Add(RecordAt("2026-11-01T00:00:00Z", Action::kDeny, 40));
  timeline.Add(RecordAt("2026-11-01T00:00:03.9Z", Action::kWarn));
  const auto shown = timeline.Take(40);
  EXPECT_EQ(shown.width, seconds(1));
  ASSERT_EQ(shown.buckets.size(), 4U);
  EXPECT_EQ(shown.buckets[0].counts.Of(Action::kDeny), 41U);
  EXPECT_EQ(shown.buckets[0].counts.suppressed, 40U);
  EXPECT_EQ(shown.buckets[1].counts.All(), 0U);
  EXPECT_EQ(shown.buckets[3].counts.Of(Action::kWarn), 1U);
}

TEST(Timeline, ChoosesItsBucketsByTheSpan) {
  const auto width_of = [](std::chrono::seconds span) {
    Timeline timeline;
    LogRecord record = RecordAt("2026-11-01T00:00:00Z");
    timeline.Add(record);
    record.time += span;
    timeline.Add(record);
    const auto shown = timeline.Take(40);
    EXPECT_LE(shown.buckets.size(), 40U);
    EXPECT_EQ(AllOf(shown), 2U);
    return shown.width;
  };
  EXPECT_EQ(width_of(seconds(30)), seconds(1));
  EXPECT_EQ(width_of(minutes(5)), seconds(10));
  EXPECT_EQ(width_of(hours(3)), minutes(5));
  EXPECT_EQ(width_of(days(1)), hours(1));
  EXPECT_EQ(width_of(days(30)), days(1));
  EXPECT_EQ(width_of(days(365)), days(14));
}

TEST(Timeline, OrderDoesNotMatter) {
  Timeline forth;
  Timeline back;
  for (const char* time : {"2026-11-01T00:00:00Z", "2026-11-01T00:01:00Z"}) forth.Add(RecordAt(time));
  for (const char* time : {"2026-11-01T00:01:00Z", "2026-11-01T00:00:00Z"}) back.Add(RecordAt(time));
  EXPECT_EQ(forth.Take(40).buckets.size(), back.Take(40).buckets.size());
  EXPECT_EQ(back.Take(40).buckets.front().from, PointAt("2026-11-01T00:00:00Z"));
  EXPECT_EQ(AllOf(back.Take(40)), 2U);
}

TEST(Timeline, HoldsAnyTimesInBoundedMemoryAndLosesNone) {
  Timeline timeline;
  const WallTime last = PointAt("2261-12-31T23:59:59Z");
  const auto step = (last - PointAt("1970-01-01T00:00:00Z")) / 50'000;
  for (int i = 0; i < 50'000; ++i) {
    LogRecord record = RecordAt("1970-01-01T00:00:00Z");
    record.time += i * step;
    timeline.Add(record);
  }
  timeline.Add(RecordAt("1970-01-01T00:00:00+14:00"));  // before the epoch
  timeline.Add(RecordAt("2261-12-31T23:59:59Z"));
  for (std::size_t most : {1, 8, 40, 4096}) {
    const auto shown = timeline.Take(most);
    EXPECT_LE(shown.buckets.size(), std::max<std::size_t>(most, 8));
    EXPECT_EQ(AllOf(shown), 50'002U);
    for (std::size_t i = 1; i < shown.buckets.size(); ++i) {
      EXPECT_EQ(shown.buckets[i].from - shown.buckets[i - 1].from, shown.width);
    }
  }
}

TEST(Timeline, ShowsWhatIsAskedForThoughNothingWasThen) {
  Timeline timeline;
  timeline.Cover(PointAt("2026-11-01T00:00:00Z"));
  timeline.Cover(PointAt("2026-11-02T00:00:00Z"));
  EXPECT_EQ(timeline.Take(40).buckets.size(), 25U);
  EXPECT_EQ(AllOf(timeline.Take(40)), 0U);
}

TEST(BucketTime, IsAsExactAsItHasToBe) {
  const WallTime time = PointAt("2026-11-01T12:30:10Z");
  EXPECT_EQ(BucketTime(time, seconds(10)), "2026-11-01 12:30:10");
  EXPECT_EQ(BucketTime(time, minutes(5)), "2026-11-01 12:30");
  EXPECT_EQ(BucketTime(time, days(7)), "2026-11-01");
  EXPECT_EQ(WidthText(minutes(5)), "5 min");
  EXPECT_EQ(WidthText(seconds(30)), "30 s");
  EXPECT_EQ(WidthText(hours(3)), "3 h");
  EXPECT_EQ(WidthText(days(14)), "14 d");
}

}  // namespace
}  // namespace portlaw::audit
