// SPDX-License-Identifier: Apache-2.0
#include "policy/model/parse_port_range.h"

namespace portlaw {

std::optional<PortRange> ParsePortRange(std::string_view text) {
  const std::size_t dash = text.find('-');
  const std::optional<Port> first = ParsePort(text.substr(0, dash));
  const std::optional<Port> last = dash == std::string_view::npos ? first : ParsePort(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{*first, *last};
}

}  // namespace portlaw
