// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/log_head.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "agent/audit/log_lines.h"
#include "agent/audit/log_record.h"

namespace portlaw::audit {

namespace {

constexpr mode_t kHeadMode = 0640;
constexpr std::size_t kHeadBytes = 20 + 1 + 64 + 1;  // the longest number, ":", the hash, newline

bool IsRegular(int fd, struct stat& status) { return fstat(fd, &status) == 0 && S_ISREG(status.st_mode); }

// The last `most` bytes of a regular file; empty where it cannot be read.
std::string LastBytes(const std::string& path, std::size_t most) {
  const io::UniqueFd file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat status {};
  if (!file.valid() || !IsRegular(file.get(), status)) return {};
  std::string bytes(std::min(most, static_cast<std::size_t>(status.st_size)), '\0');
  const off_t from = status.st_size - static_cast<off_t>(bytes.size());
  const ssize_t got = pread(file.get(), bytes.data(), bytes.size(), from);
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return bytes;
}

std::optional<ChainPoint> PointOfLine(std::string_view line) {
  const ParsedLine parsed = ParseLogLine(line);
  if (!parsed.record || !parsed.record->link) return std::nullopt;
  return PointOf(parsed.record->link->sequence, line);
}

}  // namespace

std::string HeadPath(const std::string& log_path) { return log_path + ".head"; }

std::optional<ChainPoint> ReadHead(const std::string& log_path) {
  const std::string text = LastBytes(HeadPath(log_path), kHeadBytes);
  if (text.size() != kHeadBytes || text.back() != '\n') return std::nullopt;
  return ParseChainPoint(std::string_view(text).substr(0, kHeadBytes - 1));
}

std::optional<ChainPoint> LastPointIn(const std::string& log_path) {
  const std::string bytes = LastBytes(log_path, kMaxLogLineBytes);
  std::string_view rest = bytes;
  while (!rest.empty()) {
    if (rest.back() == '\n') rest.remove_suffix(1);
    const std::size_t newline = rest.rfind('\n');
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    if (auto point = PointOfLine(rest.substr(begin))) return point;
    rest = rest.substr(0, begin);
  }
  return std::nullopt;
}

ChainPoint ChainToContinue(const std::string& log_path) {
  ChainPoint head = ReadHead(log_path).value_or(ChainPoint{});
  const auto last = LastPointIn(log_path);
  // An agent that was killed between a line and its head left the line one ahead.
  return last && last->sequence > head.sequence ? *last : head;
}

Result<HeadFile> HeadFile::Open(const std::string& log_path) {
  const std::string path = HeadPath(log_path);
  io::UniqueFd file(open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, kHeadMode));
  struct stat status {};
  if (file.valid() && IsRegular(file.get(), status)) return HeadFile(std::move(file));
  const std::string why = file.valid() ? "it is no regular file" : std::strerror(errno);
  return Fail({path, 0}, "cannot keep the head of the audit log: " + why,
              "let this user make a file there; without it, a restart after a rotation breaks the chain of the log");
}

bool HeadFile::Write(const ChainPoint& head) {
  std::array<char, kHeadBytes + 1> text{};
  std::snprintf(text.data(), text.size(), "%020llu:%s\n", static_cast<unsigned long long>(head.sequence),
                head.hash.c_str());
  return pwrite(fd_.get(), text.data(), kHeadBytes, 0) == static_cast<ssize_t>(kHeadBytes);
}

}  // namespace portlaw::audit
