// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/fault_log.h"

#include <spdlog/spdlog.h>

namespace portlaw::daemon {

bool FaultLog::Check(const std::vector<kernel::FaultCount>& faults) {
  bool grown = false;
  for (const kernel::FaultCount& fault : faults) {
    std::uint64_t& seen = seen_[fault.name];
    if (fault.count <= seen) continue;
    spdlog::warn("{} ({} times): {}", fault.name, fault.count - seen, fault.meaning);
    seen = fault.count;
    grown = true;
  }
  return grown;
}

}  // namespace portlaw::daemon
