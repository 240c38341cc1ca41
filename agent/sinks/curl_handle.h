// SPDX-License-Identifier: Apache-2.0
// libcurl's handle with what all connections of sinks have in common.
#ifndef PORTLAW_AGENT_SINKS_CURL_HANDLE_H_
#define PORTLAW_AGENT_SINKS_CURL_HANDLE_H_

#include <curl/curl.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace portlaw::sinks {

// Paths of PEM files, see SinkSettings.
struct TlsFiles {
  std::optional<std::string> ca;
  std::optional<std::string> certificate;
  std::optional<std::string> key;
};

// Verifies the peer's certificate and that it is the URL's host's; TLS 1.2 at least. Neither copied nor moved: curl has
// its address.
class CurlHandle {
 public:
  CurlHandle(const std::string& url, const TlsFiles& tls);
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;

  CURL* get() const { return handle_.get(); }
  // Empty: it went well. Ends early when `halted` says so.
  std::string Perform(const std::function<bool()>& halted);

 private:
  static int OnProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_;
  const std::function<bool()>* halted_ = nullptr;  // during Perform
  std::array<char, CURL_ERROR_SIZE> error_{};
};

}  // namespace portlaw::sinks

#endif  // PORTLAW_AGENT_SINKS_CURL_HANDLE_H_
