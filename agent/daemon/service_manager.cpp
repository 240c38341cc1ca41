// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "agent/io/unique_fd.h"

namespace portlaw::daemon {

namespace {

// False: there is no room, now.
bool Send(const std::string& state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (path == nullptr || std::strlen(path) >= sizeof address.sun_path) return true;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path, std::strlen(path));
  if (path[0] == '@') address.sun_path[0] = '\0';  // in the abstract namespace
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
  const io::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const ssize_t sent = sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL,
                              reinterpret_cast<const sockaddr*>(&address), length);
  return sent >= 0 || errno != EAGAIN;
}

}  // namespace

void ServiceManager::Say(const std::string& state) { unsaid_ = Send(state) ? "" : state; }

void ServiceManager::Retry() {
  if (!unsaid_.empty()) Say(unsaid_);
}

bool ServiceManager::IsThere() { return std::getenv("NOTIFY_SOCKET") != nullptr; }

void ServiceManager::Ready(const std::string& status) { Say("READY=1\nSTATUS=" + status); }

void ServiceManager::Status(const std::string& status) { Say("STATUS=" + status); }

void ServiceManager::Reloading() {
  // Type=notify-reload wants to know when the reload began (systemd 253).
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto usec = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  Say("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec));
}

void ServiceManager::Stopping() { Say("STOPPING=1"); }

void ServiceManager::Alive() { Send("WATCHDOG=1"); }

std::optional<std::chrono::microseconds> ServiceManager::WatchdogInterval() {
  std::uint64_t limit = 0;
  if (sd_watchdog_enabled(0, &limit) <= 0) return std::nullopt;
  return std::chrono::microseconds(limit / 3);
}

}  // namespace portlaw::daemon
