// SPDX-License-Identifier: Apache-2.0
// What the agent tells systemd (sd_notify(3)). Without systemd nothing happens.
#ifndef PORTLAW_AGENT_DAEMON_SERVICE_MANAGER_H_
#define PORTLAW_AGENT_DAEMON_SERVICE_MANAGER_H_

#include <string>

namespace portlaw::daemon {

void NotifyReady(const std::string& status);
void NotifyReloading();
void NotifyStatus(const std::string& status);
void NotifyStopping();

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_SERVICE_MANAGER_H_
