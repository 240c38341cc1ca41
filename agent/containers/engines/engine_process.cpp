// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/engine_process.h"

#include <dirent.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <climits>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>

#include "agent/io/unique_fd.h"

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

std::string ProgramOf(std::int64_t pid) {
  std::array<char, PATH_MAX> path{};
  const auto length = readlink(ProcFile(pid, "exe").c_str(), path.data(), path.size());
  if (length <= 0) return {};
  const std::string_view text(path.data(), static_cast<std::size_t>(length));
  return std::string(text.substr(text.rfind('/') + 1));
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

std::optional<SocketPeer> ListenerOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const io::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return std::nullopt;
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) return std::nullopt;
  ucred peer{};
  socklen_t length = sizeof(peer);
  if (getsockopt(fd.get(), SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return std::nullopt;
  return SocketPeer{peer.pid, peer.uid};
}

std::int64_t FindProcess(std::string_view program) {
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(opendir("/proc"), closedir);
  std::int64_t lowest = 0;
  while (const dirent* entry = proc ? readdir(proc.get()) : nullptr) {
    const std::int64_t pid = PidOf(entry->d_name);
    if (pid <= 0 || (lowest != 0 && pid > lowest)) continue;
    if (ProgramOf(pid) == program) lowest = pid;
  }
  return lowest;
}

}  // namespace portlaw::containers
