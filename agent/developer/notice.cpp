// SPDX-License-Identifier: Apache-2.0
#include "agent/developer/notice.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "agent/control/protocol.h"
#include "policy/text/printable.h"

namespace portlaw::developer {
namespace {

using control::TextAt;
using nlohmann::json;

constexpr std::size_t kMaxBodyBytes = 1024;

// The object at `key`; an empty one where there is something else.
const json& ObjectAt(const json& object, const char* key) {
  static const json kNone = json::object();
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : kNone;
}

std::optional<std::uint64_t> NumberAt(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? std::optional(found->get<std::uint64_t>())
                                                              : std::nullopt;
}

std::string WhoOf(const json& event) {
  const std::string container = TextAt(ObjectAt(event, "container"), "name");
  if (!container.empty()) return Printable(container);
  const std::string comm = TextAt(ObjectAt(event, "process"), "comm");
  return comm.empty() ? "A process" : Printable(comm);
}

std::string_view DeedOf(const std::string& action) {
  if (action == "deny") return " was refused ";
  if (action == "would-deny") return " would be refused ";
  return " should not have ";
}

}  // namespace

Notice NoticeOf(const json& event) {
  Notice notice;
  const std::string action = TextAt(event, "action");
  notice.refused = action == "deny";
  notice.body = Printable(TextAt(event, "message"), kMaxBodyBytes);
  const auto port = NumberAt(event, "port");
  if (!port || *port == 0) {
    notice.summary = "portlaw: " + Printable(TextAt(event, "reason"));
  } else {
    notice.port = std::to_string(*port) + "/" + Printable(TextAt(event, "protocol"));
    notice.summary = WhoOf(event) + std::string(DeedOf(action)) + notice.port;
  }
  if (const auto next = NumberAt(event, "suggestion")) notice.next_free = std::to_string(*next);
  return notice;
}

bool ConcernsUser(const json& event, uid_t user) {
  const json& process = ObjectAt(event, "process");
  if (NumberAt(process, "uid") == user || NumberAt(process, "loginuid") == user) return true;
  return TextAt(event, "cgroup").find("/user-" + std::to_string(user) + ".slice/") != std::string::npos;
}

bool NoticePace::MayShow(Time now) {
  if (now - window_ >= kWindow) {
    window_ = now;
    shown_ = 0;
  }
  if (shown_ < kBurst) {
    ++shown_;
    return true;
  }
  ++left_out_;
  return false;
}

std::uint64_t NoticePace::TakeLeftOut() { return std::exchange(left_out_, 0); }

}  // namespace portlaw::developer
