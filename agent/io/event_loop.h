// SPDX-License-Identifier: Apache-2.0
// The agent's one loop: sd-event with owners. Everything that waits in the agent waits here.
#ifndef PORTLAW_AGENT_IO_EVENT_LOOP_H_
#define PORTLAW_AGENT_IO_EVENT_LOOP_H_

#include <systemd/sd-event.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>

#include "policy/model/result.h"

namespace portlaw::io {

// A thing that is waited for. Waiting ends with it; a callback may end its own watch. Empty by default.
class Watch {
 public:
  Watch() = default;
  Watch(Watch&&) noexcept = default;
  Watch& operator=(Watch&&) noexcept = default;
  explicit operator bool() const { return source_ != nullptr; }
  // For a watch of OnIo: waits for `events` from now on.
  void SetEvents(std::uint32_t events) { sd_event_source_set_io_events(source_.get(), events); }

 private:
  friend class EventLoop;
  struct Unref {
    void operator()(sd_event_source* source) const { sd_event_source_disable_unref(source); }
  };
  // Destroyed in the reverse order: first nothing calls any more, then the callback goes.
  std::shared_ptr<void> callback_;
  std::unique_ptr<sd_event_source, Unref> source_;
};

// Keeps `signals` waiting in the calling thread, and those that it makes, until a loop has asked for them (OnSignal)
// and runs.
void HoldSignals(std::initializer_list<int> signals);

// Loop of one thread. Callbacks run one at a time; an exception that leaves one is logged and goes no further.
// Low priority values run first when several things are ready.
class EventLoop {
 public:
  static Result<EventLoop> Make();

  // Calls `callback(events)` whenever `fd` has one of `events` (EPOLLIN, ...). `fd` stays the caller's, and must
  // outlive the watch.
  Result<Watch> OnIo(int fd, std::uint32_t events, std::function<void(std::uint32_t)> callback,
                     int priority = SD_EVENT_PRIORITY_NORMAL);
  // Calls `callback` once, `delay` from now.
  Result<Watch> After(std::chrono::microseconds delay, std::function<void()> callback);
  // Calls `callback` every `interval`, the first time one interval from now. Counts time that is slept through once.
  Result<Watch> Every(std::chrono::microseconds interval, std::function<void()> callback);
  // Calls `callback` for each `signal`. Holds the signal in the calling thread: other threads must hold it too.
  Result<Watch> OnSignal(int signal, std::function<void()> callback);

  // Runs until Exit; gives what Exit was given.
  int Run();
  // Handles what is ready, waiting at most `timeout` for something. False: nothing came.
  bool RunOnce(std::chrono::microseconds timeout);
  void Exit(int code);

 private:
  struct Unref {
    void operator()(sd_event* event) const { sd_event_unref(event); }
  };
  explicit EventLoop(sd_event* event) : event_(event) {}
  std::unique_ptr<sd_event, Unref> event_;
};

}  // namespace portlaw::io

#endif  // PORTLAW_AGENT_IO_EVENT_LOOP_H_
