// SPDX-License-Identifier: Apache-2.0
// "Who holds the port?", asked on a thread of its own: the answer takes a walk through /proc.
#ifndef PORTLAW_AGENT_DAEMON_HOLDER_FINDER_H_
#define PORTLAW_AGENT_DAEMON_HOLDER_FINDER_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include "agent/io/event_loop.h"
#include "agent/io/unique_fd.h"
#include "agent/kernel/bind_event.h"
#include "agent/scan/holder.h"
#include "policy/model/result.h"

namespace portlaw::daemon {

// Takes events of binds that failed because the port is in use, and gives each back once, with who holds it. Every
// member but the thread's own is for the loop's thread.
class HolderFinder {
 public:
  // No holder: the port is free by now, or nobody could be found, or too many asked at once.
  using OnFound = std::function<void(const kernel::BindEvent& event, const std::optional<scan::Holder>& holder)>;

  // `on_found` is called from the loop, or from Ask and Finish. `loop` outlives the finder.
  static Result<std::unique_ptr<HolderFinder>> Make(io::EventLoop& loop, OnFound on_found);
  ~HolderFinder();
  HolderFinder(const HolderFinder&) = delete;
  HolderFinder& operator=(const HolderFinder&) = delete;

  void Ask(const kernel::BindEvent& event);

  // Gives back all that still waits; what has not been looked for by then comes without a holder. Waits for the one
  // question that is being answered.
  void Finish();

  // Questions that wait; further ones are given back at once.
  static constexpr std::size_t kMaxWaiting = 64;

 private:
  using Answer = std::pair<kernel::BindEvent, std::optional<scan::Holder>>;

  explicit HolderFinder(OnFound on_found) : on_found_(std::move(on_found)) {}
  void Work(const std::stop_token& stop);
  void HandOver();

  OnFound on_found_;
  io::UniqueFd wake_;  // eventfd: answers are there
  io::Watch watch_;
  std::mutex mutex_;  // of the two queues
  std::condition_variable_any asked_;
  std::deque<kernel::BindEvent> questions_;
  std::deque<Answer> answers_;
  std::jthread thread_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_HOLDER_FINDER_H_
