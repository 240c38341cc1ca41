// SPDX-License-Identifier: Apache-2.0
#include "agent/io/event_loop.h"

#include <spdlog/spdlog.h>

#include <csignal>
#include <cstring>
#include <ctime>
#include <exception>
#include <string>
#include <utility>

namespace portlaw::io {

namespace {

constexpr std::uint64_t kAccuracy = 1000;  // microseconds; sd-event's own default is 250 ms

struct IoCallback {
  std::function<void(std::uint32_t)> run;
};

struct PlainCallback {
  std::function<void()> run;
  std::uint64_t interval = 0;  // microseconds; 0: once
};

// Nothing may be thrown through the C library's frames.
template <class Function>
void Guarded(const Function& function) {
  try {
    function();
  } catch (const std::exception& error) {
    spdlog::error("internal error, the loop goes on: {}", error.what());
  } catch (...) {
    spdlog::error("internal error of an unknown kind, the loop goes on");
  }
}

// The copy keeps a callback alive that ends its own watch.
int RunIo(sd_event_source*, int, std::uint32_t events, void* data) {
  const auto callback = *static_cast<std::shared_ptr<IoCallback>*>(data);
  Guarded([&] { callback->run(events); });
  return 0;
}

int RunTimer(sd_event_source* source, std::uint64_t, void* data) {
  const auto callback = *static_cast<std::shared_ptr<PlainCallback>*>(data);
  if (callback->interval > 0) {
    sd_event_source_set_time_relative(source, callback->interval);
    sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
  }
  Guarded(callback->run);
  return 0;
}

int RunSignal(sd_event_source*, const signalfd_siginfo*, void* data) {
  const auto callback = *static_cast<std::shared_ptr<PlainCallback>*>(data);
  Guarded(callback->run);
  return 0;
}

tl::unexpected<Error> LoopError(const char* what, int code) {
  return Fail({}, std::string("the event loop refused ") + what + ": " + std::strerror(-code));
}

}  // namespace

void HoldSignals(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Result<EventLoop> EventLoop::Make() {
  sd_event* event = nullptr;
  const int code = sd_event_new(&event);
  if (code < 0) return LoopError("to start", code);
  return EventLoop(event);
}

Result<Watch> EventLoop::OnIo(int fd, std::uint32_t events, std::function<void(std::uint32_t)> callback, int priority) {
  auto holder =
      std::make_shared<std::shared_ptr<IoCallback>>(std::make_shared<IoCallback>(IoCallback{std::move(callback)}));
  sd_event_source* source = nullptr;
  const int code = sd_event_add_io(event_.get(), &source, fd, events, RunIo, holder.get());
  if (code < 0) return LoopError("a descriptor", code);
  Watch watch;
  watch.callback_ = std::move(holder);
  watch.source_.reset(source);
  sd_event_source_set_priority(source, priority);
  return watch;
}

namespace {

struct Timer {
  std::shared_ptr<std::shared_ptr<PlainCallback>> holder;
  sd_event_source* source = nullptr;
};

Result<Timer> AddTimer(sd_event* event, std::chrono::microseconds delay, PlainCallback callback) {
  Timer timer{std::make_shared<std::shared_ptr<PlainCallback>>(std::make_shared<PlainCallback>(std::move(callback)))};
  const int code =
      sd_event_add_time_relative(event, &timer.source, CLOCK_MONOTONIC, static_cast<std::uint64_t>(delay.count()),
                                 kAccuracy, RunTimer, timer.holder.get());
  if (code < 0) return LoopError("a timer", code);
  return timer;
}

}  // namespace

Result<Watch> EventLoop::After(std::chrono::microseconds delay, std::function<void()> callback) {
  return AddTimer(event_.get(), delay, {std::move(callback), 0}).map([](Timer timer) {
    Watch watch;
    watch.callback_ = std::move(timer.holder);
    watch.source_.reset(timer.source);
    return watch;
  });
}

Result<Watch> EventLoop::Every(std::chrono::microseconds interval, std::function<void()> callback) {
  const auto period = static_cast<std::uint64_t>(interval.count());
  return AddTimer(event_.get(), interval, {std::move(callback), period}).map([](Timer timer) {
    Watch watch;
    watch.callback_ = std::move(timer.holder);
    watch.source_.reset(timer.source);
    return watch;
  });
}

Result<Watch> EventLoop::OnSignal(int signal, std::function<void()> callback) {
  HoldSignals({signal});
  auto holder = std::make_shared<std::shared_ptr<PlainCallback>>(
      std::make_shared<PlainCallback>(PlainCallback{std::move(callback)}));
  sd_event_source* source = nullptr;
  const int code = sd_event_add_signal(event_.get(), &source, signal, RunSignal, holder.get());
  if (code < 0) return LoopError("a signal", code);
  Watch watch;
  watch.callback_ = std::move(holder);
  watch.source_.reset(source);
  return watch;
}

int EventLoop::Run() { return sd_event_loop(event_.get()); }

bool EventLoop::RunOnce(std::chrono::microseconds timeout) {
  return sd_event_run(event_.get(), static_cast<std::uint64_t>(timeout.count())) > 0;
}

void EventLoop::Exit(int code) { sd_event_exit(event_.get(), code); }

}  // namespace portlaw::io
