// SPDX-License-Identifier: Apache-2.0
// The names, help texts and labels of all metrics.
#ifndef PORTLAW_AGENT_METRICS_FAMILIES_H_
#define PORTLAW_AGENT_METRICS_FAMILIES_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "agent/metrics/service_decisions.h"

namespace portlaw::metrics {

// What the agent knows at one moment.
struct Snapshot {
  std::map<DecisionLabels, std::uint64_t> decisions;
  std::uint64_t emitted = 0;
  std::uint64_t suppressed = 0;
  std::uint64_t dropped = 0;
  std::vector<std::pair<std::string, std::uint64_t>> lost;  // lines, by sink
  std::vector<std::pair<std::string, bool>> hooks;          // attached, by name
  std::uint64_t foreign_programs = 0;
  std::uint64_t generation = 0;
  bool reload_ok = true;  // the last one
  std::uint64_t containers = 0;
  std::uint64_t pending = 0;
  std::uint64_t agent_bytes = 0;
};

// The Prometheus text format, version 0.0.4.
std::string ToText(const Snapshot& snapshot);

}  // namespace portlaw::metrics

#endif  // PORTLAW_AGENT_METRICS_FAMILIES_H_
