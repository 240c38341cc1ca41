// SPDX-License-Identifier: Apache-2.0
// Recognising ports in running text: "4100", "4100-4299", "5434:5432", "${X:-5433}:5432", "3478/UDP", "19xxx", "8081+",
// "+20", "http://localhost:4100" - and knowing the numbers that are none: dates, addresses, versions, parts of names.
#ifndef PORTLAW_POLICY_READERS_PORT_TEXT_H_
#define PORTLAW_POLICY_READERS_PORT_TEXT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/port.h"

namespace portlaw::readers {

enum class MentionKind {
  kPort,      // one number
  kRange,     // "4100-4299"
  kWildcard,  // "19xxx": 19000-19999
  kOpenEnd,   // "8081+"
  kOffset,    // "+20", "+06-09"
  kNoPort,    // `why_not` says what it is
};

// A number, or two that belong together, as written at [begin, end) of the text.
struct Mention {
  MentionKind kind = MentionKind::kPort;
  std::size_t begin = 0;
  std::size_t end = 0;  // after a protocol suffix
  long first = 0;       // unchecked: may be 0, 70000 or greater than `last`
  long last = 0;
  // "host:container": what stands right of the colon. `host_known` is false for "${X}:5432".
  std::optional<PortRange> container;
  bool host_known = true;
  std::string address;    // what stands left of the colon in "localhost:4100", "127.0.0.1:4100:80", "http://a:4100"
  bool url = false;       // with "://"
  bool path = false;      // of a URL that goes on after its port: "/health"
  bool variable = false;  // the number is a default: "${X:-5433}"
  std::optional<Protocol> protocol;  // said right beside it; kAny for "TCP/UDP"
  bool counted = false;              // a word for a unit or a count follows: "100 ports"
  bool yearlike = false;             // 1990 to 2035 with no decoration
  const char* why_not = nullptr;

  bool IsPorts() const { return kind != MentionKind::kOffset && kind != MentionKind::kNoPort; }
  // Whether the numbers are ports and in order.
  bool Valid() const { return IsPorts() && first >= 1 && last <= 65535 && first <= last; }
  PortRange ports() const { return {static_cast<Port>(first), static_cast<Port>(last)}; }
};

// All numbers in `text`, in order, with what each is. Linear in the text.
std::vector<Mention> FindMentions(std::string_view text);

// Only those that can be ports.
std::vector<Mention> FindPorts(std::string_view text);

// The protocol that `text` names: "TCP", "udp", "TCP/UDP" (kAny), "DNS/UDP"; none where it names no transport.
std::optional<Protocol> FindProtocol(std::string_view text);

// Whether, besides the mention, `text` holds nothing but punctuation and the word "port".
bool IsNothingBut(std::string_view text, const Mention& mention);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_PORT_TEXT_H_
