// SPDX-License-Identifier: Apache-2.0
// The part of a scan that somebody asked for.
#ifndef PORTLAW_POLICY_SCAN_FILTER_H_
#define PORTLAW_POLICY_SCAN_FILTER_H_

#include <string>
#include <vector>

#include "policy/model/result.h"
#include "policy/scan/report.h"

namespace portlaw {

struct ScanFilter {
  std::vector<PortRange> ports;       // none: all
  std::vector<std::string> services;  // by the registry's names, upper and lower case alike; none: all
};

// Leaves in `report` what is on one of the ports, and concerns one of the services: a container of it listens, or the
// port is one of its own, whoever listens. Error: a service that no registry of `policy` names.
Result<void> KeepOnly(ScanReport& report, const ScanFilter& filter, const CompiledPolicy& policy);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_SCAN_FILTER_H_
