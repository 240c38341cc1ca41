// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/stream_delivery.h"

#include <array>

#include "policy/decide/sink_address.h"

namespace portlaw::sinks {

namespace {

// curl makes the connection, TLS and all, and then leaves it to us.
std::string CurlUrl(const std::string& address) {
  const bool tls = UsesTls(address);
  return (tls ? "https://" : "http://") + address.substr((tls ? kTlsScheme : kTcpScheme).size());
}

}  // namespace

std::string StreamDelivery::Disconnected(const std::string& why) {
  connection_.reset();
  position_ = 0;
  return why;
}

std::string StreamDelivery::Connect(const std::function<bool()>& halted) {
  if (connection_ && PeerIsGone()) Disconnected({});
  if (connection_) return {};
  connection_ = std::make_unique<CurlHandle>(CurlUrl(address_), tls_);
  curl_easy_setopt(connection_->get(), CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(connection_->get(), CURLOPT_SSL_ENABLE_ALPN, 0L);
  const std::string error = connection_->Perform(halted);
  return error.empty() ? error : Disconnected(error);
}

// A receiver says nothing, so that all there is to read is the end.
bool StreamDelivery::PeerIsGone() {
  std::array<char, 512> ignored{};
  std::size_t got = 0;
  CURLcode code = CURLE_OK;
  do {
    code = curl_easy_recv(connection_->get(), ignored.data(), ignored.size(), &got);
  } while (code == CURLE_OK && got > 0);
  return code != CURLE_AGAIN;
}

// What is left of the frame. Empty: it is sent.
std::string StreamDelivery::SendFrame(const std::function<bool()>& halted) {
  while (position_ < frame_.size()) {
    std::size_t sent = 0;
    const CURLcode code =
        curl_easy_send(connection_->get(), frame_.data() + position_, frame_.size() - position_, &sent);
    position_ += sent;
    if (code == CURLE_OK) continue;
    if (code != CURLE_AGAIN) return Disconnected(curl_easy_strerror(code));
    curl_socket_t fd = CURL_SOCKET_BAD;
    curl_easy_getinfo(connection_->get(), CURLINFO_ACTIVESOCKET, &fd);
    if (!WaitUntilWritable(fd, halted)) return "the receiver does not read";
  }
  frame_.clear();
  position_ = 0;
  return {};
}

Outcome StreamDelivery::Deliver(std::span<const EventPointer> events, const std::function<bool()>& halted) {
  Outcome outcome;
  outcome.error = Connect(halted);
  while (outcome.error.empty() && outcome.sent < events.size()) {
    if (frame_.empty()) {
      const std::string message = encode_(*events[outcome.sent]);
      frame_ = std::to_string(message.size()) + " " + message;
    }
    outcome.error = SendFrame(halted);
    if (outcome.error.empty()) ++outcome.sent;
  }
  if (!outcome.error.empty()) outcome.error = address_ + ": " + outcome.error;
  return outcome;
}

}  // namespace portlaw::sinks
