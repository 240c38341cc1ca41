// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/wall_clock.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace portlaw::audit {

namespace {

std::chrono::nanoseconds Now(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

WallTime Convert(std::uint64_t ns, clockid_t clock) {
  const std::chrono::nanoseconds age = Now(clock) - std::chrono::nanoseconds(ns);
  return WallTime(Now(CLOCK_REALTIME) - age);
}

}  // namespace

WallTime ToWallTime(std::uint64_t monotonic_ns) { return Convert(monotonic_ns, CLOCK_MONOTONIC); }
WallTime BootTimeToWallTime(std::uint64_t boottime_ns) { return Convert(boottime_ns, CLOCK_BOOTTIME); }

std::string ToRfc3339(WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t whole = seconds.time_since_epoch().count();
  std::tm date{};
  gmtime_r(&whole, &date);
  std::array<char, 64> day{};
  std::strftime(day.data(), day.size(), "%Y-%m-%dT%H:%M:%S", &date);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%s.%09lldZ", day.data(), static_cast<long long>((time - seconds).count()));
  return text.data();
}

}  // namespace portlaw::audit
