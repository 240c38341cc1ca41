// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/queued_sink.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace portlaw::sinks {

using Clock = std::chrono::steady_clock;

QueuedSink::QueuedSink(std::string name, std::unique_ptr<Delivery> delivery, Report report)
    : name_(std::move(name)), delivery_(std::move(delivery)), report_(std::move(report)), thread_([this] { Run(); }) {}

QueuedSink::~QueuedSink() {
  Close();
  thread_.join();
}

void QueuedSink::Write(EventPointer event) {
  {
    const std::lock_guard lock(mutex_);
    if (closing_ || queue_.size() >= kMaxQueued) return void(++lost_);
    queue_.push_back(std::move(event));
  }
  wake_.notify_one();
}

void QueuedSink::Close() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(closing_, true)) return;
    halt_at_ = Clock::now() + kFarewell;
  }
  wake_.notify_one();
}

bool QueuedSink::Halted() const { return Clock::now() >= halt_at_.load(); }

// With mutex_ held.
void QueuedSink::Account(const Outcome& outcome) {
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(outcome.sent + outcome.refused));
  sent_ += outcome.sent;
  lost_ += outcome.refused;
}

// Each failure once, until it works again.
void QueuedSink::Tell(const std::string& error) {
  if (failing_ == !error.empty()) return;
  failing_ = !failing_;
  report_("sink " + name_ + (failing_ ? ": " + error : " works again"));
}

void QueuedSink::Run() {
  auto pause = kFirstPause;
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return closing_ || !queue_.empty(); });
    if (queue_.empty() || Halted()) break;
    const std::vector<EventPointer> batch(
        queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), kMaxBatch)));
    lock.unlock();
    const Outcome outcome = delivery_->Deliver(batch, [this] { return Halted(); });
    Tell(outcome.error);
    lock.lock();
    Account(outcome);
    if (outcome.sent + outcome.refused == batch.size()) {
      pause = kFirstPause;
      continue;
    }
    if (closing_) break;  // it had its last try
    wake_.wait_for(lock, pause, [this] { return closing_; });
    pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
  }
  lost_ += queue_.size();
  queue_.clear();
  finished_ = true;
}

}  // namespace portlaw::sinks
