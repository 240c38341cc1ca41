// SPDX-License-Identifier: Apache-2.0
// What the words before a port say of it: that it is nobody's now, or whose it is.
#ifndef PORTLAW_POLICY_READERS_LEAD_IN_H_
#define PORTLAW_POLICY_READERS_LEAD_IN_H_

#include <string>
#include <string_view>

namespace portlaw::readers {

// Why a number right after `lead` is someone's past, second choice, or another's: "was", "fallback", "corresponds to".
// Null if nothing speaks against it.
const char* LeadsAway(std::string_view lead);

// The name in `text`, which stands before a port: without "port", "on port", "at", "=" and the like at its end.
std::string NameBefore(std::string_view text);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_LEAD_IN_H_
