// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/process_exe.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <ctime>
#include <optional>
#include <string_view>

#include "agent/io/unique_fd.h"

namespace portlaw::audit {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t Now(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return now.tv_sec * kSecond + now.tv_nsec;
}

// The field of /proc/PID/stat with this number, counted from 1. The second may hold anything, so count from its end.
std::optional<std::int64_t> StatField(std::string_view stat, int number) {
  const std::size_t end_of_name = stat.rfind(')');
  if (end_of_name == std::string_view::npos) return std::nullopt;
  stat.remove_prefix(end_of_name + 1);
  for (int field = 3; field < number; ++field) {
    const std::size_t space = stat.find(' ', 1);
    if (space == std::string_view::npos) return std::nullopt;
    stat.remove_prefix(space);
  }
  std::int64_t value = 0;
  const auto parsed = std::from_chars(stat.data() + 1, stat.data() + stat.size(), value);
  return parsed.ec == std::errc() ? std::optional(value) : std::nullopt;
}

// When the process began: nanoseconds of CLOCK_BOOTTIME, rounded down to a clock tick.
std::optional<std::int64_t> StartTime(const io::UniqueFd& process) {
  const io::UniqueFd file(openat(process.get(), "stat", O_RDONLY | O_CLOEXEC));
  std::array<char, 1024> text{};
  const ssize_t size = file.valid() ? read(file.get(), text.data(), text.size()) : -1;
  if (size <= 0) return std::nullopt;
  const auto ticks = StatField({text.data(), static_cast<std::size_t>(size)}, 22);
  if (!ticks) return std::nullopt;
  return *ticks * (kSecond / sysconf(_SC_CLK_TCK));
}

}  // namespace

std::string ProcessExe(std::uint32_t pid, std::uint64_t time_ns) {
  // The directory stays that of one process, even if its pid is given to another meanwhile.
  const io::UniqueFd process(open(("/proc/" + std::to_string(pid)).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!process.valid()) return "";
  const std::int64_t suspended = Now(CLOCK_BOOTTIME) - Now(CLOCK_MONOTONIC);
  const auto start = StartTime(process);
  if (!start || *start > static_cast<std::int64_t>(time_ns) + suspended) return "";
  std::array<char, PATH_MAX> path{};
  const ssize_t size = readlinkat(process.get(), "exe", path.data(), path.size());
  return size > 0 ? std::string(path.data(), static_cast<std::size_t>(size)) : "";
}

}  // namespace portlaw::audit
