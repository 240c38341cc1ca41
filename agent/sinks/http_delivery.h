// SPDX-License-Identifier: Apache-2.0
// Batches of events as logs of OpenTelemetry, by POST.
#ifndef PORTLAW_AGENT_SINKS_HTTP_DELIVERY_H_
#define PORTLAW_AGENT_SINKS_HTTP_DELIVERY_H_

#include <memory>
#include <string>

#include "agent/sinks/curl_handle.h"
#include "agent/sinks/delivery.h"

namespace portlaw::sinks {

// At least once: a batch whose answer does not come is sent again. Answers of 429, 502, 503 and 504 are tried again, as
// OTLP has it; every other failure is a refusal.
class HttpDelivery : public Delivery {
 public:
  HttpDelivery(const std::string& url, const TlsFiles& tls);

  Outcome Deliver(std::span<const EventPointer> events, const std::function<bool()>& halted) override;

 private:
  static std::size_t OnBody(char* data, std::size_t, std::size_t size, void* answer);

  std::string url_;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_;
  std::string answer_;
  CurlHandle curl_;
};

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_HTTP_DELIVERY_H_
