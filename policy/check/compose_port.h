// SPDX-License-Identifier: Apache-2.0
// An entry of a compose service's `ports` in the short syntax.
#ifndef PORTLAW_POLICY_CHECK_COMPOSE_PORT_H_
#define PORTLAW_POLICY_CHECK_COMPOSE_PORT_H_

#include <optional>
#include <string>
#include <string_view>

#include "policy/model/port.h"
#include "policy/model/result.h"

namespace portlaw::check {

struct ComposePort {
  std::string address;                 // empty: all
  std::optional<PortRange> published;  // none: the engine chooses
  PortRange target;
  Protocol protocol = Protocol::kTcp;
};

// "[ADDRESS:][PUBLISHED:]TARGET[/PROTOCOL]", each a port or a range: "127.0.0.1:5000-5010:5000-5010/udp",
// "[::1]:6000:80" (compose-spec, "ports", short syntax). `source` is for the error.
Result<ComposePort> ParseComposePort(std::string_view text, const Source& source);

}  // namespace portlaw::check

#endif  // PORTLAW_POLICY_CHECK_COMPOSE_PORT_H_
