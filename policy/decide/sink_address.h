// SPDX-License-Identifier: Apache-2.0
// Addresses of sinks: unix:PATH, tcp://HOST:PORT, tls://HOST:PORT, http://..., https://...
#ifndef PORTLAW_POLICY_DECIDE_SINK_ADDRESS_H_
#define PORTLAW_POLICY_DECIDE_SINK_ADDRESS_H_

#include <algorithm>
#include <string_view>

#include "policy/decide/settings.h"
#include "policy/model/port.h"

namespace portlaw {

inline constexpr std::string_view kUnixScheme = "unix:";
inline constexpr std::string_view kTcpScheme = "tcp://";
inline constexpr std::string_view kTlsScheme = "tls://";

namespace sink_address {

inline constexpr std::size_t kMaxUnixPath = 107;  // unix(7)
inline constexpr std::size_t kMaxUrl = 2048;
inline constexpr std::string_view kHttpSchemes[] = {"http://", "https://"};

// In the order of SinkType.
struct SinkAddresses {
  std::string_view standard;
  std::string_view syntax;
};
inline constexpr SinkAddresses kSinkAddresses[] = {
    {"unix:/dev/log", "unix:/dev/log, tcp://HOST:PORT or tls://HOST:PORT"},
    {"unix:/run/systemd/journal/socket", "unix:PATH"},
    {"http://127.0.0.1:4318/v1/logs", "http://HOST:PORT/PATH or https://HOST:PORT/PATH, without a user"},
};

inline bool IsUnix(std::string_view address) {
  if (!address.starts_with(kUnixScheme)) return false;
  const std::string_view path = address.substr(kUnixScheme.size());
  return path.starts_with('/') && path.size() <= kMaxUnixPath;
}

// HOST may be [ADDRESS] of IPv6.
inline bool IsHostAndPort(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const bool number = port.size() <= 5 && std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
  const auto parsed = number ? ParsePort(port) : std::nullopt;
  return parsed && *parsed != 0 && (bracketed || host.find_first_of("[]:") == std::string_view::npos);
}

// Of what may stand in a URL (RFC 3986), all but the "@" that ends a user's name.
inline bool IsUrlText(std::string_view text) {
  return !text.empty() && text.size() <= kMaxUrl &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != '@' && c != '"' && c != '\\'; });
}

inline bool IsStream(std::string_view address) {
  for (std::string_view scheme : {kTcpScheme, kTlsScheme}) {
    if (!address.starts_with(scheme)) continue;
    const std::string_view rest = address.substr(scheme.size());
    return IsUrlText(rest) && rest.find_first_of("/?#") == std::string_view::npos && IsHostAndPort(rest);
  }
  return false;
}

inline bool IsHttp(std::string_view address) {
  return std::ranges::any_of(kHttpSchemes, [&](std::string_view scheme) {
    return address.starts_with(scheme) && IsUrlText(address.substr(scheme.size())) && address[scheme.size()] != '/';
  });
}

}  // namespace sink_address

// Where a sink of the type sends to if the settings do not say.
inline std::string_view DefaultAddress(SinkType type) {
  return sink_address::kSinkAddresses[static_cast<int>(type)].standard;
}

// What such an address looks like, for people.
inline std::string_view AddressSyntax(SinkType type) {
  return sink_address::kSinkAddresses[static_cast<int>(type)].syntax;
}

// Whether a sink of the type can send there. A URL names no user, as the address is shown.
inline bool FitsSink(SinkType type, std::string_view address) {
  switch (type) {
    case SinkType::kSyslog:
      return sink_address::IsUnix(address) || sink_address::IsStream(address);
    case SinkType::kJournald:
      return sink_address::IsUnix(address);
    case SinkType::kOtlp:
      return sink_address::IsHttp(address);
  }
  return false;
}

inline bool UsesTls(std::string_view address) {
  return address.starts_with(kTlsScheme) || address.starts_with("https://");
}

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_SINK_ADDRESS_H_
