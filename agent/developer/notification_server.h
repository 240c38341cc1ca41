// SPDX-License-Identifier: Apache-2.0
// The desktop's notifications (Desktop Notifications Specification 1.2, by sd-bus).
#ifndef PORTLAW_AGENT_DEVELOPER_NOTIFICATION_SERVER_H_
#define PORTLAW_AGENT_DEVELOPER_NOTIFICATION_SERVER_H_

#include <systemd/sd-bus.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "policy/model/result.h"

namespace portlaw::developer {

struct Notification {
  std::string summary;
  std::string body;
  std::string icon;                                          // a name of the Icon Naming Specification
  bool urgent = false;                                       // else it may pass by unseen
  std::uint32_t replaces = 0;                                // the number of one that this takes the place of
  std::vector<std::pair<std::string, std::string>> actions;  // key and label; left out where the server has none
};

// One thread. Calls wait for the server's answer, a few seconds at most.
class NotificationServer {
 public:
  // Called from Handle with the notification's number and the key of the action that the user chose.
  using OnAction = std::function<void(std::uint32_t notification, const std::string& action)>;

  // Errors: no session bus, or nothing on it that shows notifications.
  static Result<std::unique_ptr<NotificationServer>> Connect(OnAction on_action);
  NotificationServer(const NotificationServer&) = delete;
  NotificationServer& operator=(const NotificationServer&) = delete;

  // Shows `notification`; its number.
  Result<std::uint32_t> Show(const Notification& notification);

  // To be polled for reading; Handle then takes what has come. Errors: the bus is gone.
  int fd() const;
  Result<void> Handle();

 private:
  struct Unref {
    void operator()(sd_bus* bus) const { sd_bus_flush_close_unref(bus); }
    void operator()(sd_bus_slot* slot) const { sd_bus_slot_unref(slot); }
  };

  explicit NotificationServer(OnAction on_action) : on_action_(std::move(on_action)) {}
  Result<void> AskCapabilities();
  static int ActionInvoked(sd_bus_message* message, void* self, sd_bus_error* error);

  OnAction on_action_;
  std::unique_ptr<sd_bus, Unref> bus_;
  std::unique_ptr<sd_bus_slot, Unref> invoked_;
  bool has_actions_ = false;
  bool has_markup_ = false;  // text is then a kind of HTML
};

}  // namespace portlaw::developer

#endif  // PORTLAW_AGENT_DEVELOPER_NOTIFICATION_SERVER_H_
