// SPDX-License-Identifier: Apache-2.0
// What `portlaw agent` was asked to do.
#ifndef PORTLAW_AGENT_DAEMON_OPTIONS_H_
#define PORTLAW_AGENT_DAEMON_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/control/protocol.h"
#include "agent/kernel/kernel.h"
#include "policy/decide/verdict.h"

namespace portlaw::daemon {

// Where a copy of the documents in force is kept; root's alone.
inline constexpr char kDefaultStateDirectory[] = "/var/lib/portlaw";

struct AgentOptions {
  std::vector<std::string> registries;  // paths, at least one
  std::string settings;                 // path; empty: the defaults
  std::optional<Mode> mode;             // over that of the settings
  Mode default_mode = Mode::kEnforce;   // where the settings say none
  std::string audit_log;                // path; empty: none
  std::string socket = control::kDefaultSocket;
  std::string state_directory = kDefaultStateDirectory;
  kernel::KernelOptions kernel;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_OPTIONS_H_
