// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/oci_state.h"

#include <nlohmann/json.hpp>

#include "agent/containers/engines/bounded_json.h"

namespace portlaw::containers {

Result<OciState> ParseOciState(std::string_view text) {
  constexpr std::size_t kMaxPath = 4096;
  const auto json = ParseJson(text);
  if (!json) {
    return Fail({"stdin", 0}, "the container's state is " + json.error().what,
                "this command is a hook: an OCI runtime runs it (createRuntime) and writes the state to its input");
  }
  OciState state{Text(Member(*json, "id"), 1024), Number(Member(*json, "pid")),
                 Text(Member(*json, "bundle"), kMaxPath)};
  if (state.id.empty()) return Fail({"stdin", 0}, "the container's state has no id");
  if (state.pid <= 0) {
    return Fail({"stdin", 0}, "the container's state has no pid",
                "install the hook at createRuntime: at earlier stages there is no process yet");
  }
  return state;
}

}  // namespace portlaw::containers
