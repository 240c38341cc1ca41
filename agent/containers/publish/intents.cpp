// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/intents.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace portlaw::containers {

namespace {

using Strength = std::pair<int, std::uint64_t>;
constexpr Strength kNone{-1, 0};

struct Demand {
  Strength strength;
  std::vector<const KnownContainer*> containers;  // of different identity
};

Strength StrengthOf(const Publisher& publisher) {
  if (publisher.starting != 0) return {3, publisher.starting};
  if (publisher.record->running) return {2, 0};
  return publisher.created != 0 ? Strength{1, publisher.created} : Strength{0, 0};
}

// Of a port that the engine is to choose: who runs has one already, and of two that are being started neither is more
// likely to be meant.
Strength StrengthOfChosen(const Publisher& publisher) {
  if (publisher.record->running || (publisher.starting == 0 && publisher.created == 0)) return kNone;
  return {publisher.starting != 0 ? 3 : 1, 0};
}

void AddDemand(std::map<HostPort, Demand>& demands, HostPort port, const Publisher& publisher) {
  const Strength strength = port.port == 0 ? StrengthOfChosen(publisher) : StrengthOf(publisher);
  if (strength == kNone) return;
  const KnownContainer& container = publisher.record->known;
  Demand& demand = demands.try_emplace(port, Demand{strength, {}}).first->second;
  if (strength < demand.strength) return;
  if (strength > demand.strength) demand = {strength, {}};
  const bool is_there = std::any_of(demand.containers.begin(), demand.containers.end(),
                                    [&](const KnownContainer* other) { return other->identity == container.identity; });
  if (!is_there) demand.containers.push_back(&container);
}

template <class Visit>
void ForEachPort(const ContainerRecord& record, const Visit& visit) {
  for (const HostPort& port : record.requested) visit(port);
  for (const HostPort& port : record.bound) visit(port);
}

}  // namespace

std::vector<PublishedPort> Intents(std::span<const Publisher> publishers) {
  std::map<HostPort, Demand> demands;
  for (const Publisher& publisher : publishers) {
    ForEachPort(*publisher.record, [&](HostPort port) { AddDemand(demands, port, publisher); });
  }
  std::vector<PublishedPort> intents;
  for (const auto& [port, demand] : demands) {
    for (const KnownContainer* container : demand.containers) {
      intents.push_back({port.port, port.protocol, *container});
    }
  }
  return intents;
}

std::vector<const ContainerRecord*> Rivals(std::span<const Publisher> publishers) {
  std::map<HostPort, std::set<ContainerIdentity>> wanted;
  for (const Publisher& publisher : publishers) {
    ForEachPort(*publisher.record, [&](HostPort port) { wanted[port].insert(publisher.record->known.identity); });
  }
  std::vector<const ContainerRecord*> rivals;
  for (const Publisher& publisher : publishers) {
    const auto& requested = publisher.record->requested;
    const bool contested =
        std::any_of(requested.begin(), requested.end(), [&](HostPort port) { return wanted[port].size() > 1; });
    if (contested && !publisher.record->running) rivals.push_back(publisher.record);
  }
  return rivals;
}

}  // namespace portlaw::containers
