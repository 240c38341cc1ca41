// SPDX-License-Identifier: Apache-2.0
// Which container an engine binds a port for. Pure.
#ifndef PORTLAW_AGENT_CONTAINERS_PUBLISH_INTENTS_H_
#define PORTLAW_AGENT_CONTAINERS_PUBLISH_INTENTS_H_

#include <span>
#include <vector>

#include "agent/containers/engines/container_record.h"
#include "agent/containers/identity_source.h"

namespace portlaw::containers {

// A container with the ports it publishes or wants to.
struct Publisher {
  const ContainerRecord* record = nullptr;
  bool fresh = false;  // it has been made just now, and its engine is likely about to bind for it
};

// For each port the container whose it is: the one that runs, else the one that is fresh, else the only one that wants
// it. A port that several containers of different identity want with equal right is nobody's: the engine's bind then
// counts as not attributable. Ports that the engine is to choose (0) are left out.
std::vector<PublishedPort> Intents(std::span<const Publisher> publishers);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_PUBLISH_INTENTS_H_
