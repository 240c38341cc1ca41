// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/intents.h"

#include <map>

namespace portlaw::containers {

namespace {

struct Claim {
  const KnownContainer* container = nullptr;
  int strength = 0;
  bool contested = false;
};

int StrengthOf(const Publisher& publisher) {
  if (publisher.record->running) return 2;
  return publisher.fresh ? 1 : 0;
}

void AddClaim(std::map<HostPort, Claim>& claims, HostPort port, const Publisher& publisher) {
  if (port.port == 0) return;
  const Claim claim{&publisher.record->known, StrengthOf(publisher), false};
  const auto [place, is_first] = claims.try_emplace(port, claim);
  Claim& other = place->second;
  if (is_first || claim.strength < other.strength) return;
  if (claim.strength > other.strength) {
    other = claim;
  } else if (claim.container->identity != other.container->identity) {
    other.contested = true;
  }
}

}  // namespace

std::vector<PublishedPort> Intents(std::span<const Publisher> publishers) {
  std::map<HostPort, Claim> claims;
  for (const Publisher& publisher : publishers) {
    for (const HostPort& port : publisher.record->requested) AddClaim(claims, port, publisher);
    for (const HostPort& port : publisher.record->bound) AddClaim(claims, port, publisher);
  }
  std::vector<PublishedPort> intents;
  for (const auto& [port, claim] : claims) {
    if (!claim.contested) intents.push_back({port.port, port.protocol, *claim.container});
  }
  return intents;
}

}  // namespace portlaw::containers
