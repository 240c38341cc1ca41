// SPDX-License-Identifier: Apache-2.0
// Ports, ranges of ports, and the protocols that have them.
#ifndef PORTLAW_POLICY_MODEL_PORT_H_
#define PORTLAW_POLICY_MODEL_PORT_H_

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portlaw {

using Port = std::uint16_t;

// first <= last, both included.
struct PortRange {
  Port first = 0;
  Port last = 0;

  bool Contains(Port port) const { return first <= port && port <= last; }
  bool Contains(PortRange other) const { return first <= other.first && other.last <= last; }
  bool Overlaps(PortRange other) const { return first <= other.last && other.first <= last; }
  int Size() const { return last - first + 1; }

  auto operator<=>(const PortRange&) const = default;
};

// kAny in a registry: the row holds for every protocol. In a bind: a protocol that is none of the others.
enum class Protocol : std::uint8_t { kAny = 0, kTcp = 1, kUdp = 2, kSctp = 3 };

inline constexpr Protocol kAllProtocols[] = {Protocol::kAny, Protocol::kTcp, Protocol::kUdp, Protocol::kSctp};

// Whether a registry row for `row` speaks about a bind of `bind`.
constexpr bool Covers(Protocol row, Protocol bind) { return row == Protocol::kAny || row == bind; }

// "any", "tcp", "udp", "sctp"; the inverse ignores case and gives nothing for other words.
std::string_view ToString(Protocol protocol);
std::optional<Protocol> ParseProtocol(std::string_view text);

// "4100" or "5810-5819".
std::string ToString(PortRange range);

// A whole decimal number from 1 to 65535, nothing around it.
std::optional<Port> ParsePort(std::string_view text);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_MODEL_PORT_H_
