// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_MODEL_PARSE_PORT_RANGE_H_
#define PORTLAW_POLICY_MODEL_PARSE_PORT_RANGE_H_

#include <optional>
#include <string_view>

#include "policy/model/port.h"

namespace portlaw {

// "4100" or "4100-4109", nothing around it; none where it is backwards.
std::optional<PortRange> ParsePortRange(std::string_view text);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_MODEL_PARSE_PORT_RANGE_H_
