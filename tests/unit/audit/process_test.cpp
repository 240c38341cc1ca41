// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>

#include "agent/audit/process_exe.h"
#include "agent/audit/wall_clock.h"

namespace portlaw::audit {
namespace {

std::uint64_t MonotonicNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

TEST(ProcessExe, IsTheProgramOfALivingProcess) {
  EXPECT_EQ(ProcessExe(static_cast<std::uint32_t>(getpid()), MonotonicNow()),
            std::filesystem::read_symlink("/proc/self/exe"));
}

TEST(ProcessExe, IsNotThatOfAProcessThatBeganAfterTheEvent) {
  EXPECT_EQ(ProcessExe(static_cast<std::uint32_t>(getpid()), 0), "");
}

TEST(ProcessExe, IsEmptyOnceTheProcessIsGone) {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(ProcessExe(static_cast<std::uint32_t>(child), MonotonicNow()), "");
}

TEST(WallClock, TurnsTheKernelsClockIntoTheTimeOfDay) {
  const auto before = std::chrono::system_clock::now();
  const WallTime now = ToWallTime(MonotonicNow());
  const auto after = std::chrono::system_clock::now();
  // The two clocks are read one after the other: exact but for the time in between.
  EXPECT_GE(now, before - std::chrono::milliseconds(100));
  EXPECT_LE(now, after + std::chrono::milliseconds(100));
}

TEST(WallClock, IsPrintedAsRfc3339WithNanoseconds) {
  EXPECT_EQ(ToRfc3339(WallTime(std::chrono::nanoseconds(1'793'491'200'000'000'007))), "2026-11-01T00:00:00.000000007Z");
  EXPECT_EQ(ToRfc3339(WallTime(std::chrono::nanoseconds(-1))), "1969-12-31T23:59:59.999999999Z");
}

}  // namespace
}  // namespace portlaw::audit
