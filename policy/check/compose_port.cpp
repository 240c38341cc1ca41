// SPDX-License-Identifier: Apache-2.0
#include "policy/check/compose_port.h"

#include "policy/model/parse_port_range.h"

namespace portlaw::check {

namespace {

constexpr std::string_view kIpv4Characters = "0123456789.";
constexpr std::string_view kIpv6Characters = "0123456789abcdefABCDEF:.";

tl::unexpected<Error> NoPort(std::string_view text, const Source& source) {
  return Fail(source, "\"" + std::string(text) + "\" is no port",
              "write [ADDRESS:][HOST:]CONTAINER[/PROTOCOL] with ports from 1 to 65535");
}

// Cuts what stands after the last ':' off `text`; all of it where there is none. An address in brackets is one part.
std::string_view TakeLastPart(std::string_view& text) {
  const std::size_t colon = text.ends_with(']') ? std::string_view::npos : text.rfind(':');
  const std::string_view part = colon == std::string_view::npos ? text : text.substr(colon + 1);
  text = colon == std::string_view::npos ? std::string_view() : text.substr(0, colon);
  return part;
}

}  // namespace

Result<ComposePort> ParseComposePort(std::string_view text, const Source& source) {
  ComposePort port;
  std::string_view rest = text;
  const std::size_t slash = rest.rfind('/');
  if (slash != std::string_view::npos) {
    const std::optional<Protocol> protocol = ParseProtocol(rest.substr(slash + 1));
    if (!protocol || *protocol == Protocol::kAny) return NoPort(text, source);
    port.protocol = *protocol;
    rest = rest.substr(0, slash);
  }
  const std::optional<PortRange> target = ParsePortRange(TakeLastPart(rest));
  if (!target) return NoPort(text, source);
  port.target = *target;
  if (rest.empty()) return port;
  const std::string_view published = TakeLastPart(rest);
  port.published = ParsePortRange(published);
  if (!port.published && !published.empty()) return NoPort(text, source);
  const bool bracketed = rest.starts_with('[') && rest.ends_with(']');
  if (bracketed) rest = rest.substr(1, rest.size() - 2);
  if (rest.find_first_not_of(bracketed ? kIpv6Characters : kIpv4Characters) != std::string_view::npos) {
    return NoPort(text, source);
  }
  port.address = rest;
  return port;
}

}  // namespace portlaw::check
