// SPDX-License-Identifier: Apache-2.0
// What a user's desktop shows of an event. Pure.
#ifndef PORTLAW_AGENT_DEVELOPER_NOTICE_H_
#define PORTLAW_AGENT_DEVELOPER_NOTICE_H_

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace portlaw::developer {

struct Notice {
  std::string summary;    // "node was refused 4101/tcp"
  std::string body;       // the log's sentence
  bool refused = false;   // else: only warned
  std::string port;       // "4101/tcp"; empty where the event is of no port
  std::string next_free;  // "4205"; empty where none is known
};

// `event`: an object of the audit log. All text of the notice is printable.
Notice NoticeOf(const nlohmann::json& event);

// Whether the process of `event` is `user`'s: it runs as the user, was logged in by them (sudo), or is in their part of
// the tree of cgroups, as what their own container engine starts is.
bool ConcernsUser(const nlohmann::json& event, uid_t user);

// Keeps a program that binds again and again from filling the screen.
class NoticePace {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kBurst = 5;
  static constexpr std::chrono::seconds kWindow{10};

  // Whether one more may be shown at `now`: kBurst in each kWindow. What may not is counted.
  bool MayShow(Time now);
  // How many were left out since the last that was shown.
  std::uint64_t TakeLeftOut();

 private:
  Time window_{};
  std::size_t shown_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace portlaw::developer

#endif  // PORTLAW_AGENT_DEVELOPER_NOTICE_H_
