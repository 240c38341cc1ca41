// SPDX-License-Identifier: Apache-2.0
// How events reach their receiver. A delivery is one file and one line where sink_set.cpp makes deliveries.
#ifndef PORTLAW_AGENT_SINKS_DELIVERY_H_
#define PORTLAW_AGENT_SINKS_DELIVERY_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "agent/audit/audit_event.h"

namespace portlaw::sinks {

using EventPointer = std::shared_ptr<const audit::AuditEvent>;

// What became of events. The first `sent + refused` are done with; the rest is to be tried again.
struct Outcome {
  std::size_t sent = 0;
  std::size_t refused = 0;  // by a receiver that will not take them next time either
  std::string error;        // why the rest was not sent, or why some were refused; empty: neither
};

// How long a receiver may take for what it is given before that counts as a failure.
inline constexpr std::chrono::seconds kReceiverPatience{5};

// Called from the thread of one sink only.
class Delivery {
 public:
  virtual ~Delivery() = default;
  // May block for as long as kReceiverPatience, but not longer than until `halted` says so.
  virtual Outcome Deliver(std::span<const EventPointer> events, const std::function<bool()>& halted) = 0;
};

// Makes what is sent of one event.
using Encode = std::function<std::string(const audit::AuditEvent&)>;

// Waits until `fd` can be written to. False: not within kReceiverPatience, or `halted`.
bool WaitUntilWritable(int fd, const std::function<bool()>& halted);

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_DELIVERY_H_
