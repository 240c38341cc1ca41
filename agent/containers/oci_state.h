// SPDX-License-Identifier: Apache-2.0
// What an OCI runtime hands to a hook on its standard input (runtime-spec 1.0, "State").
#ifndef PORTLAW_AGENT_CONTAINERS_OCI_STATE_H_
#define PORTLAW_AGENT_CONTAINERS_OCI_STATE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "policy/model/result.h"

namespace portlaw::containers {

inline constexpr std::size_t kMaxStateBytes = 1024 * 1024;

struct OciState {
  std::string id;
  std::int64_t pid = 0;  // of the container's first process, which waits until the hook has ended
  std::string bundle;    // directory
};

// Errors: not JSON, no id, no pid. The text comes from the runtime, and is hostile all the same: parts of it are the
// container's.
Result<OciState> ParseOciState(std::string_view json);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_OCI_STATE_H_
