// SPDX-License-Identifier: Apache-2.0
// A sink with a bounded queue and a thread of its own: whatever its receiver does, nobody waits for it.
#ifndef PORTLAW_AGENT_SINKS_QUEUED_SINK_H_
#define PORTLAW_AGENT_SINKS_QUEUED_SINK_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "agent/audit/sink.h"
#include "agent/sinks/delivery.h"

namespace portlaw::sinks {

// Every event that was written is sent once or counted as lost once. Safe to call from any thread, except that Close
// and the destructor are its owner's.
class QueuedSink : public audit::Sink {
 public:
  static constexpr std::size_t kMaxQueued = 8192;  // events; further ones are lost
  static constexpr std::size_t kMaxBatch = 512;
  static constexpr std::chrono::milliseconds kFirstPause{100};  // after a failure; doubles
  static constexpr std::chrono::seconds kLongestPause{5};
  static constexpr std::chrono::seconds kFarewell{2};  // for what is queued when it is closed

  // Told when the receiver fails and when it works again; from the sink's thread.
  using Report = std::function<void(const std::string& text)>;

  QueuedSink(std::string name, std::unique_ptr<Delivery> delivery, Report report);
  // Closes it, and waits until it has finished.
  ~QueuedSink() override;
  QueuedSink(const QueuedSink&) = delete;
  QueuedSink& operator=(const QueuedSink&) = delete;

  void Write(const audit::AuditEvent& event) override { Write(std::make_shared<audit::AuditEvent>(event)); }
  void Write(EventPointer event);
  std::uint64_t Lost() const override { return lost_; }
  std::string Name() const override { return name_; }
  std::uint64_t Sent() const { return sent_; }

  // What is queued is sent for kFarewell at most; does not wait for that.
  void Close();
  bool Finished() const { return finished_; }

 private:
  void Run();
  bool Halted() const;
  void Account(const Outcome& outcome);
  void Tell(const std::string& error);

  std::string name_;
  std::unique_ptr<Delivery> delivery_;
  Report report_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<EventPointer> queue_;  // guarded by mutex_
  bool closing_ = false;            // guarded by mutex_
  std::atomic<std::chrono::steady_clock::time_point> halt_at_{std::chrono::steady_clock::time_point::max()};
  std::atomic<std::uint64_t> sent_ = 0;
  std::atomic<std::uint64_t> lost_ = 0;
  std::atomic<bool> finished_ = false;
  bool failing_ = false;  // as was told
  std::thread thread_;    // last: it uses the others
};

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_QUEUED_SINK_H_
