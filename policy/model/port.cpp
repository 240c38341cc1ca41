// SPDX-License-Identifier: Apache-2.0
#include "policy/model/port.h"

#include <strings.h>

#include <charconv>

namespace portlaw {

std::string_view ToString(Protocol protocol) {
  switch (protocol) {
    case Protocol::kTcp:
      return "tcp";
    case Protocol::kUdp:
      return "udp";
    case Protocol::kSctp:
      return "sctp";
    case Protocol::kAny:
      break;
  }
  return "any";
}

std::optional<Protocol> ParseProtocol(std::string_view text) {
  for (Protocol protocol : kAllProtocols) {
    const std::string_view name = ToString(protocol);
    if (name.size() == text.size() && strncasecmp(name.data(), text.data(), name.size()) == 0) return protocol;
  }
  return std::nullopt;
}

std::string ToString(PortRange range) {
  std::string text = std::to_string(range.first);
  if (range.last != range.first) text += "-" + std::to_string(range.last);
  return text;
}

std::optional<Port> ParsePort(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < 1 || value > 65535) return std::nullopt;
  return static_cast<Port>(value);
}

}  // namespace portlaw
