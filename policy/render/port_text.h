// SPDX-License-Identifier: Apache-2.0
// Ports and offsets in words that every form of `show` shares.
#ifndef PORTLAW_POLICY_RENDER_PORT_TEXT_H_
#define PORTLAW_POLICY_RENDER_PORT_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/port.h"
#include "policy/model/registry.h"

namespace portlaw {

// How much of a text of the document (a purpose, a variable's value) a page shows.
inline constexpr std::size_t kMaxTextBytes = 2048;

// "4100, 4101".
std::string PortsText(const std::vector<Port>& ports, std::string_view separator = ", ");
// "+10" or "+10 to +19".
std::string OffsetText(const Offset& offset);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_PORT_TEXT_H_
