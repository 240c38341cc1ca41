// SPDX-License-Identifier: Apache-2.0
#include "agent/developer/notification_server.h"

#include <cstring>
#include <string_view>

namespace portlaw::developer {
namespace {

constexpr char kName[] = "org.freedesktop.Notifications";
constexpr char kPath[] = "/org/freedesktop/Notifications";
constexpr std::uint64_t kPatienceUs = 5'000'000;
constexpr std::int32_t kServersOwnTimeout = -1;

struct UnrefMessage {
  void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
};
using Message = std::unique_ptr<sd_bus_message, UnrefMessage>;

tl::unexpected<Error> Failed(const std::string& what, int code, const std::string& advice = {}) {
  return Fail({}, what + ": " + std::strerror(-code), advice);
}

std::string WithoutMarkup(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

Result<Message> NewCall(sd_bus* bus, const char* method) {
  sd_bus_message* message = nullptr;
  const int code = sd_bus_message_new_method_call(bus, &message, kName, kPath, kName, method);
  if (code < 0) return Failed("the session bus takes no message", code);
  return Message(message);
}

Result<Message> Call(sd_bus* bus, const Message& message) {
  sd_bus_error error = SD_BUS_ERROR_NULL;
  sd_bus_message* reply = nullptr;
  const int code = sd_bus_call(bus, message.get(), kPatienceUs, &error, &reply);
  const std::string words = error.message != nullptr ? error.message : std::strerror(-code);
  sd_bus_error_free(&error);
  if (code >= 0) return Message(reply);
  return Fail({}, "nothing on the session bus shows notifications: " + words,
              "start a notification server in this session (a desktop has one; dunst and mako are some)");
}

// Appends what Notify takes after the application's name; negative where it cannot be.
int Append(sd_bus_message* message, const Notification& notification, const std::string& body, bool with_actions) {
  int code = sd_bus_message_append(message, "susss", "portlaw", notification.replaces, notification.icon.c_str(),
                                   notification.summary.c_str(), body.c_str());
  if (code >= 0) code = sd_bus_message_open_container(message, 'a', "s");
  if (with_actions) {
    for (const auto& [key, label] : notification.actions) {
      if (code >= 0) code = sd_bus_message_append(message, "ss", key.c_str(), label.c_str());
    }
  }
  if (code >= 0) code = sd_bus_message_close_container(message);
  const int urgency = notification.urgent ? 2 : 1;
  if (code >= 0) code = sd_bus_message_append(message, "a{sv}", 1, "urgency", "y", urgency);
  if (code >= 0) code = sd_bus_message_append(message, "i", kServersOwnTimeout);
  return code;
}

}  // namespace

Result<std::unique_ptr<NotificationServer>> NotificationServer::Connect(OnAction on_action) {
  std::unique_ptr<NotificationServer> server(new NotificationServer(std::move(on_action)));
  sd_bus* bus = nullptr;
  if (const int code = sd_bus_open_user(&bus); code < 0) {
    return Failed("there is no session bus", code, "run it in a desktop session, as the user whose session that is");
  }
  server->bus_.reset(bus);
  sd_bus_slot* slot = nullptr;
  const int code = sd_bus_match_signal(bus, &slot, kName, kPath, kName, "ActionInvoked", ActionInvoked, server.get());
  if (code < 0) return Failed("the session bus does not say what is chosen", code);
  server->invoked_.reset(slot);
  if (const auto asked = server->AskCapabilities(); !asked) return tl::make_unexpected(asked.error());
  return server;
}

Result<void> NotificationServer::AskCapabilities() {
  const auto question = NewCall(bus_.get(), "GetCapabilities");
  if (!question) return tl::make_unexpected(question.error());
  const auto reply = Call(bus_.get(), *question);
  if (!reply) return tl::make_unexpected(reply.error());
  if (sd_bus_message_enter_container(reply->get(), 'a', "s") < 0) return {};
  const char* word = nullptr;
  while (sd_bus_message_read_basic(reply->get(), 's', &word) > 0) {
    has_actions_ |= std::string_view(word) == "actions";
    has_markup_ |= std::string_view(word) == "body-markup";
  }
  return {};
}

Result<std::uint32_t> NotificationServer::Show(const Notification& notification) {
  const auto call = NewCall(bus_.get(), "Notify");
  if (!call) return tl::make_unexpected(call.error());
  const std::string body = has_markup_ ? WithoutMarkup(notification.body) : notification.body;
  if (const int code = Append(call->get(), notification, body, has_actions_); code < 0) {
    return Failed("a notification could not be written", code);
  }
  const auto reply = Call(bus_.get(), *call);
  if (!reply) return tl::make_unexpected(reply.error());
  std::uint32_t number = 0;
  if (const int code = sd_bus_message_read_basic(reply->get(), 'u', &number); code < 0) {
    return Failed("the notification server gives no number", code);
  }
  return number;
}

int NotificationServer::fd() const { return sd_bus_get_fd(bus_.get()); }

Result<void> NotificationServer::Handle() {
  int code = 0;
  do {
    code = sd_bus_process(bus_.get(), nullptr);
  } while (code > 0);
  return code < 0 ? Result<void>(Failed("the session bus is gone", code)) : Result<void>();
}

int NotificationServer::ActionInvoked(sd_bus_message* message, void* self, sd_bus_error*) {
  std::uint32_t number = 0;
  const char* action = nullptr;
  if (sd_bus_message_read(message, "us", &number, &action) < 0) return 0;
  static_cast<NotificationServer*>(self)->on_action_(number, action);
  return 0;
}

}  // namespace portlaw::developer
