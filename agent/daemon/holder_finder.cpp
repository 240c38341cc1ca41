// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/holder_finder.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

namespace portlaw::daemon {

namespace {

// After a look through /proc the thread rests for so many times as long: a container that tries ports without end costs
// the host a fifth of one CPU at most.
constexpr int kRest = 4;

scan::WantedPort WantedBy(const kernel::BindEvent& event) {
  return {.port = event.port, .protocol = event.protocol, .address = event.address};
}

std::optional<scan::Holder> Find(const kernel::BindEvent& event) {
  const auto netns = scan::FindNetNamespace(event.netns_cookie);
  if (!netns || !*netns) return std::nullopt;
  auto holder = scan::FindHolder(**netns, WantedBy(event));
  return holder ? std::move(*holder) : std::nullopt;
}

// The loop's thread takes all signals: a thread made meanwhile has them blocked from its first instant.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

Result<std::unique_ptr<HolderFinder>> HolderFinder::Make(io::EventLoop& loop, OnFound on_found) {
  std::unique_ptr<HolderFinder> finder(new HolderFinder(std::move(on_found)));
  finder->wake_ = io::UniqueFd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!finder->wake_.valid()) return Fail({}, std::string("cannot make an eventfd: ") + std::strerror(errno));
  auto watch = loop.OnIo(finder->wake_.get(), EPOLLIN, [self = finder.get()](auto) { self->HandOver(); });
  if (!watch) return tl::make_unexpected(watch.error());
  finder->watch_ = std::move(*watch);
  const SignalsBlocked blocked;
  finder->thread_ = std::jthread([self = finder.get()](const std::stop_token& stop) { self->Work(stop); });
  return finder;
}

HolderFinder::~HolderFinder() = default;

void HolderFinder::Ask(const kernel::BindEvent& event) {
  {
    const std::lock_guard lock(mutex_);
    if (thread_.joinable() && questions_.size() < kMaxWaiting) {
      questions_.push_back(event);
      asked_.notify_one();
      return;
    }
  }
  on_found_(event, std::nullopt);
}

void HolderFinder::Work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (asked_.wait(lock, stop, [this] { return !questions_.empty(); }) && !stop.stop_requested()) {
    kernel::BindEvent event = std::move(questions_.front());
    questions_.pop_front();
    lock.unlock();
    const auto begin = std::chrono::steady_clock::now();
    auto holder = Find(event);
    const auto took = std::chrono::steady_clock::now() - begin;
    lock.lock();
    answers_.emplace_back(std::move(event), std::move(holder));
    eventfd_write(wake_.get(), 1);
    asked_.wait_for(lock, stop, kRest * took, [] { return false; });
  }
}

void HolderFinder::HandOver() {
  eventfd_t ignored = 0;
  eventfd_read(wake_.get(), &ignored);
  std::deque<Answer> answers;
  {
    const std::lock_guard lock(mutex_);
    answers.swap(answers_);
  }
  for (const auto& [event, holder] : answers) on_found_(event, holder);
}

void HolderFinder::Finish() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  HandOver();
  for (const kernel::BindEvent& event : std::exchange(questions_, {})) on_found_(event, std::nullopt);
}

}  // namespace portlaw::daemon
