// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/http_delivery.h"

#include <algorithm>

#include "agent/sinks/otlp_logs.h"

namespace portlaw::sinks {

namespace {

constexpr std::size_t kMaxAnswerBytes = 64 * 1024;

bool IsWorthAnotherTry(long status) { return status == 429 || status == 502 || status == 503 || status == 504; }

}  // namespace

HttpDelivery::HttpDelivery(const std::string& url, const TlsFiles& tls)
    : url_(url), headers_(nullptr, curl_slist_free_all), curl_(url, tls) {
  for (const char* header : {"Content-Type: application/json", "Expect:"}) {
    curl_slist* longer = curl_slist_append(headers_.get(), header);
    if (longer != nullptr && !headers_) headers_.reset(longer);
  }
  constexpr std::chrono::milliseconds kPatience = kReceiverPatience;
  curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, headers_.get());
  curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(kPatience.count()));
  curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, &HttpDelivery::OnBody);
  curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, &answer_);
}

// What is longer than an answer needs to be is read and forgotten.
std::size_t HttpDelivery::OnBody(char* data, std::size_t, std::size_t size, void* answer) {
  auto& text = *static_cast<std::string*>(answer);
  text.append(data, std::min(size, kMaxAnswerBytes - text.size()));
  return size;
}

Outcome HttpDelivery::Deliver(std::span<const EventPointer> events, const std::function<bool()>& halted) {
  const std::string body = OtlpLogs(events);
  answer_.clear();
  curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDS, body.c_str());
  if (const std::string error = curl_.Perform(halted); !error.empty()) return {0, 0, url_ + ": " + error};
  long status = 0;
  curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
  const std::string error = url_ + ": HTTP status " + std::to_string(status);
  if (IsWorthAnotherTry(status)) return {0, 0, error};
  if (status / 100 != 2) return {0, events.size(), error};
  const std::size_t rejected = std::min(OtlpRejected(answer_), events.size());
  return {events.size() - rejected, rejected, rejected > 0 ? url_ + ": some events were rejected" : ""};
}

}  // namespace portlaw::sinks
