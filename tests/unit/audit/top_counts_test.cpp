// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/query/top_counts.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tests/unit/audit/query_record.h"

namespace portlaw::audit {
namespace {

constexpr char kTime[] = "2026-11-01T00:00:10Z";

TEST(TopCounts, CountsSuppressedBindsIn) {
  TopCounts<std::string> top(10);
  for (int i = 0; i < 3; ++i) top.Add("chatty", RecordAt(kTime));
  top.Add("flood", RecordAt(kTime, Action::kDeny, 40));
  const auto counts = top.Take();
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].key, "flood");
  EXPECT_EQ(counts[0].sum.binds(), 41U);
  EXPECT_EQ(counts[0].sum.events, 1U);
  EXPECT_EQ(counts[1].sum.binds(), 3U);
  EXPECT_EQ(top.missed(), 0U);
}

TEST(TopCounts, KnowsTheEarliestAndTheLatestThoughTheClockGoesBack) {
  TopCounts<std::string> top(10);
  for (const char* time : {"2026-11-01T00:00:10Z", "2026-11-01T00:00:05Z", "2026-11-01T00:00:07Z"}) {
    top.Add("a", RecordAt(time));
  }
  EXPECT_EQ(top.Take()[0].sum.first, ParseRfc3339("2026-11-01T00:00:05Z"));
  EXPECT_EQ(top.Take()[0].sum.last, ParseRfc3339("2026-11-01T00:00:10Z"));
}

// Names invented to push the culprit out: it comes last, after the room is full, and between them.
TEST(TopCounts, AFloodOfNamesHidesNobody) {
  constexpr std::size_t kCapacity = 100;
  TopCounts<std::string> top(kCapacity);
  for (int i = 0; i < 10'000; ++i) {
    top.Add("invented" + std::to_string(i), RecordAt(kTime));
    if (i >= 5000 && i % 2 == 0) top.Add("culprit", RecordAt(kTime));
  }
  const auto counts = top.Take();
  EXPECT_EQ(counts.size(), kCapacity);
  EXPECT_EQ(counts[0].key, "culprit");
  EXPECT_LE(counts[0].sum.binds(), 2500U);
  EXPECT_GE(counts[0].sum.binds() + counts[0].missed, 2500U);
  EXPECT_GT(top.missed(), 0U);
  EXPECT_LE(top.missed(), 12'500 / kCapacity);
}

TEST(TopCounts, NeverWrapsAround) {
  TopCounts<std::string> top(2);
  for (int i = 0; i < 3; ++i) top.Add("a", RecordAt(kTime, Action::kDeny, std::numeric_limits<std::uint64_t>::max()));
  EXPECT_EQ(top.Take()[0].sum.binds(), std::numeric_limits<std::uint64_t>::max());
}

}  // namespace
}  // namespace portlaw::audit
