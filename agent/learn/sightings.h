// SPDX-License-Identifier: Apache-2.0
// Where `learn` learns from: an audit log, and the sockets that listen now.
#ifndef PORTLAW_AGENT_LEARN_SIGHTINGS_H_
#define PORTLAW_AGENT_LEARN_SIGHTINGS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "policy/learn/observations.h"
#include "policy/model/result.h"
#include "policy/scan/listener.h"

namespace portlaw::learn {

struct LogCounts {
  std::uint64_t events = 0;
  std::uint64_t malformed = 0;
  std::uint64_t other_protocols = 0;         // events of protocols that no registry names
  std::vector<std::string> first_malformed;  // "file:7: is no JSON"; few
};

// Adds every event of the log at `path` ("-": the standard input) to `observations`, reading it line by line. A line
// that does not say who bound what is counted and passed over. Errors: the log cannot be read.
Result<void> AddLog(const std::string& path, Observations& observations, LogCounts& counts);

void AddListeners(const std::vector<Listener>& listeners, Observations& observations);

}  // namespace portlaw::learn

#endif  // PORTLAW_AGENT_LEARN_SIGHTINGS_H_
