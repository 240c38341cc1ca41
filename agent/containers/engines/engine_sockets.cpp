// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/engine_sockets.h"

#include <pwd.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <optional>

#include "policy/text/printable.h"

namespace portlaw::containers {

namespace {

constexpr const char* kSockets[] = {"/run/docker.sock", "/var/run/docker.sock", "/run/podman/podman.sock"};
constexpr std::string_view kUserSockets[] = {"/podman/podman.sock", "/docker.sock"};

std::string RealPath(const char* path) {
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path, nullptr), std::free);
  return real ? real.get() : path;
}

std::optional<uid_t> UserId(const std::string& user) {
  uid_t uid = 0;
  const auto [end, error] = std::from_chars(user.data(), user.data() + user.size(), uid);
  if (error == std::errc() && end == user.data() + user.size()) return uid;
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 16384> buffer{};
  getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  return found == nullptr ? std::nullopt : std::optional(entry.pw_uid);
}

}  // namespace

std::vector<std::string> DefaultSockets(const std::set<uid_t>& users) {
  std::set<std::string> sockets;
  for (const char* path : kSockets) {
    struct stat about {};
    if (stat(path, &about) == 0 && S_ISSOCK(about.st_mode)) sockets.insert(RealPath(path));
  }
  for (const uid_t uid : users) {
    for (const std::string_view name : kUserSockets) {
      sockets.insert("/run/user/" + std::to_string(uid) + std::string(name));
    }
  }
  return {sockets.begin(), sockets.end()};
}

std::set<uid_t> UserIds(const std::vector<std::string>& users) {
  std::set<uid_t> ids;
  for (const std::string& user : users) {
    const auto uid = UserId(user);
    if (uid) {
      ids.insert(*uid);
    } else {
      spdlog::warn("trust: users: there is no user '{}' on this host", Printable(user));
    }
  }
  return ids;
}

}  // namespace portlaw::containers
