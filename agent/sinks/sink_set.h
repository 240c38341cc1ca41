// SPDX-License-Identifier: Apache-2.0
// The sinks that the settings ask for, kept in step with them.
#ifndef PORTLAW_AGENT_SINKS_SINK_SET_H_
#define PORTLAW_AGENT_SINKS_SINK_SET_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agent/sinks/queued_sink.h"
#include "policy/decide/settings.h"

namespace portlaw::sinks {

// Loop thread only; never blocks but in its destructor, for QueuedSink::kFarewell at most.
class SinkSet {
 public:
  explicit SinkSet(QueuedSink::Report report) : report_(std::move(report)) {}
  ~SinkSet();

  // A sink whose settings are as before goes on, with its queue; one that is gone sends what it has, and ends. One that
  // stands there twice is one.
  void Configure(const std::vector<SinkSettings>& wanted);

  std::vector<std::shared_ptr<audit::Sink>> sinks() const;

 private:
  struct Entry {
    SinkSettings settings;
    std::shared_ptr<QueuedSink> sink;
  };

  std::shared_ptr<QueuedSink> TakeOrMake(const SinkSettings& settings);

  QueuedSink::Report report_;
  std::vector<Entry> entries_;
  std::vector<std::shared_ptr<QueuedSink>> closing_;
};

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_SINK_SET_H_
