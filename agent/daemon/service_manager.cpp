// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/service_manager.h"

#include <systemd/sd-daemon.h>

#include <chrono>

namespace portlaw::daemon {

void NotifyReady(const std::string& status) { sd_notify(0, ("READY=1\nSTATUS=" + status).c_str()); }

void NotifyReloading() {
  // Type=notify-reload wants to know when the reload began (systemd 253).
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto usec = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec)).c_str());
}

void NotifyStatus(const std::string& status) { sd_notify(0, ("STATUS=" + status).c_str()); }

void NotifyStopping() { sd_notify(0, "STOPPING=1"); }

}  // namespace portlaw::daemon
