// SPDX-License-Identifier: Apache-2.0
// A datagram an event to a Unix socket: /dev/log, or the journal's.
#ifndef PORTLAW_AGENT_SINKS_DATAGRAM_DELIVERY_H_
#define PORTLAW_AGENT_SINKS_DATAGRAM_DELIVERY_H_

#include <string>
#include <utility>

#include "agent/io/unique_fd.h"
#include "agent/sinks/delivery.h"

namespace portlaw::sinks {

// Connects when it is first used, and again when the receiver was started anew.
class DatagramDelivery : public Delivery {
 public:
  DatagramDelivery(std::string path, Encode encode) : path_(std::move(path)), encode_(std::move(encode)) {}

  Outcome Deliver(std::span<const EventPointer> events, const std::function<bool()>& halted) override;

 private:
  bool Connect();

  std::string path_;
  Encode encode_;
  io::UniqueFd fd_;
};

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_DATAGRAM_DELIVERY_H_
