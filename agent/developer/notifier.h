// SPDX-License-Identifier: Apache-2.0
// Events become notifications, and what the user then chooses is done.
#ifndef PORTLAW_AGENT_DEVELOPER_NOTIFIER_H_
#define PORTLAW_AGENT_DEVELOPER_NOTIFIER_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agent/developer/notice.h"
#include "agent/developer/notification_server.h"

namespace portlaw::developer {

struct NotifierOptions {
  std::optional<uid_t> user;                                // whose events; none: everybody's
  std::function<std::string(const std::string& port)> why;  // what there is to say of "4101/tcp", for people
};

// One thread.
class Notifier {
 public:
  // Errors: as NotificationServer::Connect.
  static Result<std::unique_ptr<Notifier>> Make(NotifierOptions options);
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  // An object of the audit log. Errors: the server is gone.
  Result<void> Tell(const nlohmann::json& event, NoticePace::Time now);

  // To be polled for reading; Handle then does what the user chose. Errors: the server is gone.
  int fd() const { return server_->fd(); }
  Result<void> Handle();

  static constexpr std::size_t kMaxShown = 64;  // older ones can be looked at, but their actions do nothing

 private:
  explicit Notifier(NotifierOptions options);
  Result<void> Show(const Notice& notice);
  Result<void> Answer(std::uint32_t number, const std::string& action);
  Result<void> Say(const std::string& summary, const std::string& body);

  NotifierOptions options_;
  std::unique_ptr<NotificationServer> server_;
  std::optional<std::vector<std::string>> clipboard_;
  NoticePace pace_;
  std::map<std::uint32_t, Notice> shown_;  // by number
  std::vector<std::pair<std::uint32_t, std::string>> chosen_;
};

}  // namespace portlaw::developer

#endif  // PORTLAW_AGENT_DEVELOPER_NOTIFIER_H_
