// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/process.h"

#include <unistd.h>

#include <array>
#include <charconv>
#include <ctime>
#include <fstream>

namespace portlaw::scan {
namespace {

constexpr std::size_t kMaxProcFile = 64 * 1024;

// The first bytes of a file of procfs; empty where it cannot be read.
std::string ReadProcFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxProcFile, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

// What a link of procfs leads to; empty where it cannot be read, and cut off where it is longer than any path.
std::string ReadProcLink(const std::string& path) {
  std::array<char, 4096> target{};
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  return size < 0 ? std::string() : std::string(target.data(), static_cast<std::size_t>(size));
}

std::string DirectoryOf(const std::string& proc, pid_t pid) { return proc + "/" + std::to_string(pid); }

std::chrono::nanoseconds Now(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// The boot is told to the nanosecond: in whole seconds the same process would start a second earlier or later from one
// look to the next.
std::chrono::sys_seconds TimeOf(std::uint64_t ticks) {
  static const auto kTicksPerSecond = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  const auto booted = Now(CLOCK_REALTIME) - Now(CLOCK_BOOTTIME);
  const auto since_boot = std::chrono::milliseconds(ticks * 1000 / kTicksPerSecond);
  return std::chrono::sys_seconds(std::chrono::floor<std::chrono::seconds>(booted + since_boot));
}

// The `field` of a /proc/PID/stat line, counted as proc(5) does; one of those after comm, which is the second.
std::optional<std::uint64_t> NumberAt(std::string_view stat, int field) {
  constexpr int kFirstAfterComm = 3;
  const std::size_t comm_end = stat.rfind(") ");
  if (comm_end == std::string_view::npos) return std::nullopt;
  stat.remove_prefix(comm_end + 2);
  for (int at = kFirstAfterComm; at < field; ++at) {
    const std::size_t blank = stat.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    stat.remove_prefix(blank + 1);
  }
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(stat.data(), stat.data() + stat.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::uint64_t> ParseStartTicks(std::string_view stat) { return NumberAt(stat, 22); }

std::optional<std::uint32_t> ParseTerminal(std::string_view stat) {
  const auto device = NumberAt(stat, 7);
  return device && *device != 0 ? std::optional(static_cast<std::uint32_t>(*device)) : std::nullopt;
}

std::optional<std::uint32_t> ParseEffectiveUid(std::string_view status) {
  constexpr std::string_view kKey = "\nUid:\t";
  const std::size_t line = status.find(kKey);  // comm, which comes before it, has its newlines escaped
  if (line == std::string_view::npos) return std::nullopt;
  status.remove_prefix(line + kKey.size());
  const std::size_t effective = status.find('\t');
  if (effective == std::string_view::npos) return std::nullopt;
  std::uint32_t uid = 0;
  const char* end = status.data() + status.size();
  if (std::from_chars(status.data() + effective + 1, end, uid).ec != std::errc()) return std::nullopt;
  return uid;
}

std::string_view ParseCgroup2Path(std::string_view text) {
  constexpr std::string_view kPrefix = "0::";
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.starts_with(kPrefix)) return line.substr(kPrefix.size());
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return {};
}

std::optional<std::uint64_t> StartTicks(const std::string& proc, pid_t pid) {
  return ParseStartTicks(ReadProcFile(DirectoryOf(proc, pid) + "/stat"));
}

std::optional<std::uint32_t> ReadTerminal(const std::string& proc, pid_t pid) {
  return ParseTerminal(ReadProcFile(DirectoryOf(proc, pid) + "/stat"));
}

std::optional<Process> ReadProcess(const std::string& proc, pid_t pid, std::uint64_t start_ticks) {
  const std::string directory = DirectoryOf(proc, pid);
  Process process{pid, ReadProcFile(directory + "/comm"), {}, TimeOf(start_ticks)};
  if (process.comm.ends_with('\n')) process.comm.pop_back();
  process.exe = ReadProcLink(directory + "/exe");
  process.uid = ParseEffectiveUid(ReadProcFile(directory + "/status"));
  process.cgroup = ParseCgroup2Path(ReadProcFile(directory + "/cgroup"));
  if (StartTicks(proc, pid) != start_ticks) return std::nullopt;
  return process;
}

}  // namespace portlaw::scan
