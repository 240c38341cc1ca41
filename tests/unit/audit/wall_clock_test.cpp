// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/wall_clock.h"

#include <gtest/gtest.h>

#include <ctime>

namespace portlaw::audit {
namespace {

std::uint64_t NowOf(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

TEST(WallClock, TurnsTheKernelsClocksIntoTheTimeOfDay) {
  const auto before = std::chrono::system_clock::now();
  const WallTime now = ToWallTime(NowOf(CLOCK_MONOTONIC));
  const WallTime same = BootTimeToWallTime(NowOf(CLOCK_BOOTTIME));
  const auto after = std::chrono::system_clock::now();
  // The two clocks are read one after the other: exact but for the time in between.
  EXPECT_GE(now, before - std::chrono::milliseconds(100));
  EXPECT_LE(now, after + std::chrono::milliseconds(100));
  EXPECT_GE(same, before - std::chrono::milliseconds(100));
  EXPECT_LE(same, after + std::chrono::milliseconds(100));
}

TEST(WallClock, IsPrintedAsRfc3339WithNanoseconds) {
  EXPECT_EQ(ToRfc3339(WallTime(std::chrono::nanoseconds(1'793'491'200'000'000'007))), "2026-11-01T00:00:00.000000007Z");
  EXPECT_EQ(ToRfc3339(WallTime(std::chrono::nanoseconds(-1))), "1969-12-31T23:59:59.999999999Z");
}

}  // namespace
}  // namespace portlaw::audit
