// SPDX-License-Identifier: Apache-2.0
#include "agent/developer/notifier.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "agent/developer/clipboard.h"

namespace portlaw::developer {
namespace {

// Keys of actions.
constexpr char kWhy[] = "why";
constexpr char kCopy[] = "copy";

}  // namespace

Notifier::Notifier(NotifierOptions options) : options_(std::move(options)), clipboard_(ClipboardCommand()) {}

Result<std::unique_ptr<Notifier>> Notifier::Make(NotifierOptions options) {
  std::unique_ptr<Notifier> notifier(new Notifier(std::move(options)));
  // What is chosen while another call waits for its answer is kept until Handle.
  auto server = NotificationServer::Connect([self = notifier.get()](std::uint32_t number, const std::string& action) {
    self->chosen_.emplace_back(number, action);
  });
  if (!server) return tl::make_unexpected(server.error());
  notifier->server_ = std::move(*server);
  return notifier;
}

Result<void> Notifier::Tell(const nlohmann::json& event, NoticePace::Time now) {
  if (options_.user && !ConcernsUser(event, *options_.user)) return {};
  if (!pace_.MayShow(now)) return {};
  Notice notice = NoticeOf(event);
  if (const std::uint64_t left_out = pace_.TakeLeftOut(); left_out > 0) {
    notice.body += "\n(" + std::to_string(left_out) + " others were not shown: portlaw watch)";
  }
  return Show(notice);
}

Result<void> Notifier::Show(const Notice& notice) {
  Notification notification{notice.summary, notice.body, notice.refused ? "dialog-error" : "dialog-warning",
                            notice.refused, 0,           {}};
  const auto before =
      std::ranges::find_if(shown_, [&](const auto& entry) { return entry.second.summary == notice.summary; });
  if (before != shown_.end()) notification.replaces = before->first;
  if (!notice.port.empty()) notification.actions.emplace_back(kWhy, "Why?");
  if (!notice.next_free.empty() && clipboard_) {
    notification.actions.emplace_back(kCopy, "Copy " + notice.next_free + ", which is free");
  }
  const auto number = server_->Show(notification);
  if (!number) return tl::make_unexpected(number.error());
  if (before != shown_.end()) shown_.erase(before);
  if (shown_.size() == kMaxShown) shown_.erase(shown_.begin());  // servers count upwards
  shown_.insert_or_assign(*number, notice);
  return {};
}

Result<void> Notifier::Handle() {
  if (auto handled = server_->Handle(); !handled) return handled;
  for (const auto& [number, action] : std::exchange(chosen_, {})) {
    if (auto answered = Answer(number, action); !answered) return answered;
  }
  return {};
}

Result<void> Notifier::Answer(std::uint32_t number, const std::string& action) {
  const auto found = shown_.find(number);
  if (found == shown_.end()) return {};
  const Notice& notice = found->second;
  if (action == kWhy) return Say("Port " + notice.port, options_.why(notice.port));
  if (action != kCopy || !clipboard_) return {};
  const auto copied = Copy(*clipboard_, notice.next_free);
  return copied ? Result<void>() : Say("portlaw", ToString(copied.error()));
}

Result<void> Notifier::Say(const std::string& summary, const std::string& body) {
  const auto shown = server_->Show({summary, body, "dialog-information", false, 0, {}});
  return shown ? Result<void>() : tl::make_unexpected(shown.error());
}

}  // namespace portlaw::developer
