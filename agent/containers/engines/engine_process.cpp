// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/engine_process.h"

#include <dirent.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <memory>
#include <sstream>

namespace portlaw::containers {

namespace {

constexpr std::string_view kCgroup2 = "0::";
constexpr std::size_t kMaxProcFile = 65536;

std::string ProcFile(std::int64_t pid, const char* name) { return "/proc/" + std::to_string(pid) + "/" + name; }

std::optional<std::string> ReadProcFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::string text(kMaxProcFile, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

// "socket:[4711]", as links in /proc/PID/fd have it; empty where nobody listens at `path`. A line of /proc/net/unix:
// "ffff888: 00000002 00000000 00010000 0001 01 4711 /run/docker.sock", 00010000 being __SO_ACCEPTCON (proc(5)).
std::string ListeningSocketAt(const std::string& path) {
  std::ifstream table("/proc/net/unix");
  for (std::string line; std::getline(table, line);) {
    std::istringstream fields(line);
    std::string number, references, protocol, flags, type, state, inode, place;
    fields >> number >> references >> protocol >> flags >> type >> state >> inode >> std::ws;
    if (std::getline(fields, place) && place == path && flags == "00010000") return "socket:[" + inode + "]";
  }
  return {};
}

bool HasOpen(const std::string& pid, const std::string& socket) {
  const std::string directory = "/proc/" + pid + "/fd";
  const std::unique_ptr<DIR, int (*)(DIR*)> files(opendir(directory.c_str()), closedir);
  std::array<char, 64> link{};
  while (const dirent* file = files ? readdir(files.get()) : nullptr) {
    const auto length = readlinkat(dirfd(files.get()), file->d_name, link.data(), link.size());
    if (length > 0 && std::string_view(link.data(), static_cast<std::size_t>(length)) == socket) return true;
  }
  return false;
}

std::int64_t PidOf(std::string_view name) {
  std::int64_t pid = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
  return error == std::errc() && end == name.data() + name.size() ? pid : 0;
}

}  // namespace

std::optional<std::string> Cgroup2PathOf(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (!line.starts_with(kCgroup2)) continue;
    const std::string_view path = line.substr(kCgroup2.size());
    if (!path.starts_with('/') || path.starts_with("/..")) return std::nullopt;
    return std::string(path);
  }
  return std::nullopt;
}

std::optional<std::string> CgroupPathOfProcess(std::int64_t pid) {
  const auto text = ReadProcFile(ProcFile(pid, "cgroup"));
  return text ? Cgroup2PathOf(*text) : std::nullopt;
}

std::int64_t ParentOf(std::int64_t pid) {
  const auto text = ReadProcFile(ProcFile(pid, "stat"));
  if (!text) return 0;
  const auto name_end = text->rfind(')');  // the name may hold anything, also a parenthesis
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(text->substr(name_end + 1));
  char state = 0;
  std::int64_t parent = 0;
  fields >> state >> parent;
  return fields ? parent : 0;
}

std::optional<std::uint32_t> UserOfProcess(const std::string& pid) {
  const auto text = ReadProcFile("/proc/" + pid + "/status");
  if (!text) return std::nullopt;
  const auto line = text->find("\nUid:");
  if (line == std::string::npos) return std::nullopt;
  std::istringstream fields(text->substr(line + 5));
  std::uint32_t uid = 0;
  return fields >> uid ? std::optional(uid) : std::nullopt;
}

std::int64_t FindListener(const std::string& path, std::uint32_t uid) {
  const std::string socket = ListeningSocketAt(path);
  if (socket.empty()) return 0;
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(opendir("/proc"), closedir);
  std::int64_t lowest = 0;
  while (const dirent* entry = proc ? readdir(proc.get()) : nullptr) {
    const std::int64_t pid = PidOf(entry->d_name);
    if (pid <= 1 || (lowest != 0 && pid > lowest) || UserOfProcess(entry->d_name) != uid) continue;
    if (HasOpen(entry->d_name, socket)) lowest = pid;
  }
  return lowest;
}

}  // namespace portlaw::containers
