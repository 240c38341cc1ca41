// SPDX-License-Identifier: Apache-2.0
// Says in the log what goes wrong in the kernel.
#ifndef PORTLAW_AGENT_DAEMON_FAULT_LOG_H_
#define PORTLAW_AGENT_DAEMON_FAULT_LOG_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agent/kernel/kernel.h"

namespace portlaw::daemon {

class FaultLog {
 public:
  // Logs each of `faults` that has grown since the last call. Whether any has.
  bool Check(const std::vector<kernel::FaultCount>& faults);

 private:
  std::map<std::string, std::uint64_t> seen_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_FAULT_LOG_H_
