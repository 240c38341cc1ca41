// SPDX-License-Identifier: Apache-2.0
#include "agent/sinks/curl_handle.h"

#include "agent/sinks/delivery.h"

namespace portlaw::sinks {

CurlHandle::CurlHandle(const std::string& url, const TlsFiles& tls) : handle_(curl_easy_init(), curl_easy_cleanup) {
  if (!handle_) return;
  const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(get(), option, value); };
  constexpr std::chrono::milliseconds kPatience = kReceiverPatience;
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_PROXY, "");  // the settings say where to, not the environment
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(kPatience.count()));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &CurlHandle::OnProgress);
  set(CURLOPT_XFERINFODATA, this);
  set(CURLOPT_ERRORBUFFER, error_.data());
  if (tls.ca) set(CURLOPT_CAINFO, tls.ca->c_str());
  if (tls.certificate) set(CURLOPT_SSLCERT, tls.certificate->c_str());
  if (tls.key) set(CURLOPT_SSLKEY, tls.key->c_str());
}

int CurlHandle::OnProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto* halted = static_cast<CurlHandle*>(self)->halted_;
  return halted != nullptr && (*halted)() ? 1 : 0;
}

std::string CurlHandle::Perform(const std::function<bool()>& halted) {
  if (!handle_) return "libcurl has no memory";
  halted_ = &halted;
  error_[0] = '\0';
  const CURLcode code = curl_easy_perform(get());
  halted_ = nullptr;
  if (code == CURLE_OK) return {};
  return error_[0] != '\0' ? error_.data() : curl_easy_strerror(code);
}

}  // namespace portlaw::sinks
