// SPDX-License-Identifier: Apache-2.0
// Messages over TCP or TLS, each after its length in decimal and a space (octet counting: RFC 6587, 3.4.1; RFC 5425,
// 4.3). Neither has acknowledgements: what the kernel has taken when the receiver goes away is lost unseen.
#ifndef PORTLAW_AGENT_SINKS_STREAM_DELIVERY_H_
#define PORTLAW_AGENT_SINKS_STREAM_DELIVERY_H_

#include <memory>
#include <string>
#include <utility>

#include "agent/sinks/curl_handle.h"
#include "agent/sinks/delivery.h"

namespace portlaw::sinks {

// Connects when it is first used, and again when the connection is gone; a message that was cut off by that is sent
// again from its beginning.
class StreamDelivery : public Delivery {
 public:
  // `address`: "tcp://HOST:PORT" or "tls://HOST:PORT".
  StreamDelivery(std::string address, TlsFiles tls, Encode encode)
      : address_(std::move(address)), tls_(std::move(tls)), encode_(std::move(encode)) {}

  Outcome Deliver(std::span<const EventPointer> events, const std::function<bool()>& halted) override;

 private:
  std::string Connect(const std::function<bool()>& halted);
  bool PeerIsGone();
  std::string SendFrame(const std::function<bool()>& halted);
  std::string Disconnected(const std::string& why);

  std::string address_;
  TlsFiles tls_;
  Encode encode_;
  std::unique_ptr<CurlHandle> connection_;
  std::string frame_;         // of the first event that is not done with; empty: not made yet
  std::size_t position_ = 0;  // what of it the connection has taken
};

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_STREAM_DELIVERY_H_
