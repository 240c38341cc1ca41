// SPDX-License-Identifier: Apache-2.0
// Which container an engine binds a port for. Pure.
#ifndef PORTLAW_AGENT_CONTAINERS_PUBLISH_INTENTS_H_
#define PORTLAW_AGENT_CONTAINERS_PUBLISH_INTENTS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "agent/containers/engines/container_record.h"
#include "agent/containers/identity_source.h"

namespace portlaw::containers {

// A container with the ports it publishes or wants to.
struct Publisher {
  const ContainerRecord* record = nullptr;
  // Numbers that grow; 0: not so, or too long ago to matter.
  std::uint64_t created = 0;   // it was made just now, and its engine is likely about to bind for it
  std::uint64_t starting = 0;  // its engine was seen to start it, and binds for it now
};

// For each port the container whose it is: the one that is being started (the last of them), else the one that runs,
// else the one that was made last, else those that merely want it. Where several of different identity want it with
// equal right, all of them. At port 0, those for which the engine may be about to choose a port: all that are being
// started, or else that were made just now; which of them gets which port, nothing tells.
std::vector<PublishedPort> Intents(std::span<const Publisher> publishers);

// The containers that do not run and want a port that another, of different identity, has or wants: which of them is
// being started must be watched.
std::vector<const ContainerRecord*> Rivals(std::span<const Publisher> publishers);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_PUBLISH_INTENTS_H_
