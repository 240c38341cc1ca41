// SPDX-License-Identifier: Apache-2.0
// Words that stand where a name should, and mean that there is none: "(reserved)", "available", "-", "TBD".
#ifndef PORTLAW_POLICY_READERS_MARKERS_H_
#define PORTLAW_POLICY_READERS_MARKERS_H_

#include <string_view>

#include "policy/model/registry.h"

namespace portlaw::readers {

enum class Marker {
  kName,      // an ordinary name
  kNothing,   // "-", "N/A", "none", empty
  kReserved,  // "reserved", "reserved for future use"
  kNever,     // "do not use"
  kFree,      // "available"
};

Marker MarkerOf(std::string_view text);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_MARKERS_H_
