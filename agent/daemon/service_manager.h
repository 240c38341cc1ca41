// SPDX-License-Identifier: Apache-2.0
// What the agent tells systemd (the protocol of sd_notify(3)). Without systemd nothing happens.
#ifndef PORTLAW_AGENT_DAEMON_SERVICE_MANAGER_H_
#define PORTLAW_AGENT_DAEMON_SERVICE_MANAGER_H_

#include <chrono>
#include <optional>
#include <string>

namespace portlaw::daemon {

// Unlike sd_notify, never waits: a service manager that does not listen does not stop the agent. What it had no room
// for is said again by Retry.
class ServiceManager {
 public:
  // Whether a service manager started this process and listens.
  static bool IsThere();

  void Ready(const std::string& status);
  void Status(const std::string& status);
  void Reloading();
  void Stopping();
  void Alive();  // for its watchdog
  void Retry();

  // How often it wants to hear Alive; nothing where it has no watchdog.
  static std::optional<std::chrono::microseconds> WatchdogInterval();

 private:
  void Say(const std::string& state);
  std::string unsaid_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_SERVICE_MANAGER_H_
