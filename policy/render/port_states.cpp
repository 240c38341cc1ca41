// SPDX-License-Identifier: Apache-2.0
#include "policy/render/port_states.h"

#include <algorithm>
#include <map>
#include <set>

#include "policy/lint/names.h"
#include "policy/lint/range_index.h"

namespace portlaw {

namespace {

constexpr int kMaxVisits = 64;

// Reservations give way to assignments only; blocks in a reserved range are reserved.
void PaintRange(PortStates& states, PortRange range, PortState state) {
  for (int port = range.first; port <= range.last; ++port) states[port] = std::max(states[port], state);
}

// Many equal or overlapping ranges are painted once each.
template <class T, class StateOf>
void PaintAll(PortStates& states, const std::vector<T>& things, StateOf state_of) {
  std::set<std::pair<PortRange, PortState>> painted;
  for (const T& thing : things) {
    if (painted.insert({thing.ports, state_of(thing)}).second) PaintRange(states, thing.ports, state_of(thing));
  }
}

PortRange Common(PortRange a, PortRange b) { return {std::max(a.first, b.first), std::min(a.last, b.last)}; }

// Assigned and reserved at once. (Lint says the same, but in fewer words.)
void PaintReservedAssignments(PortStates& states, const Registry& registry) {
  std::vector<PortRange> ranges;
  for (const ReservedRange& reserved : registry.reserved) ranges.push_back(reserved.ports);
  const lint::RangeIndex index(ranges);
  for (const Assignment& assignment : registry.assignments) {
    if (assignment.exposure == Exposure::kInternal) continue;
    int visits = 0;
    index.Overlapping(assignment.ports, [&](std::size_t place) {
      const ReservedRange& reserved = registry.reserved[place];
      const bool meets = lint::HostsMeet(reserved.host, assignment.host) &&
                         lint::ProtocolsMeet(reserved.protocol, assignment.protocol);
      if (meets) PaintRange(states, Common(assignment.ports, reserved.ports), PortState::kContested);
      return ++visits < kMaxVisits;
    });
  }
}

// Assigned twice, by lint's findings: where the two rows overlap.
void PaintRivals(PortStates& states, const Registry& registry, const Findings& findings) {
  std::multimap<Source, PortRange> rows;
  for (const Assignment& assignment : registry.assignments) rows.emplace(assignment.source, assignment.ports);
  const auto paint = [&](const Source& one, const Source& other) {
    const auto [begin, end] = rows.equal_range(one);
    const auto [other_begin, other_end] = rows.equal_range(other);
    for (auto a = begin; a != end; ++a) {
      for (auto b = other_begin; b != other_end; ++b) {
        if (a != b && a->second.Overlaps(b->second)) {
          PaintRange(states, Common(a->second, b->second), PortState::kContested);
        }
      }
    }
  };
  for (const Finding& finding : findings) {
    if (finding.code != "duplicate-assignment" && finding.code != "contested-port") continue;
    for (const Source& related : finding.related) paint(finding.source, related);
  }
}

}  // namespace

PortStates StatesOf(const Registry& registry, const Findings& findings) {
  PortStates states{};
  PaintAll(states, registry.groups, [](const Group&) { return PortState::kGroupFree; });
  PaintAll(states, registry.blocks, [](const Block&) { return PortState::kBlockFree; });
  PaintAll(states, registry.reserved, [](const ReservedRange& reserved) {
    return reserved.kind == ReservedKind::kNever ? PortState::kReserved : PortState::kKeptFree;
  });
  PaintAll(states, registry.assignments, [](const Assignment& assignment) {
    return assignment.exposure == Exposure::kHost ? PortState::kAssigned : PortState::kUnclaimed;
  });
  PaintReservedAssignments(states, registry);
  PaintRivals(states, registry, findings);
  return states;
}

std::vector<StateRun> RunsIn(const PortStates& states, PortRange range) {
  std::vector<StateRun> runs;
  for (int port = range.first; port <= range.last; ++port) {
    const Port here = static_cast<Port>(port);
    if (runs.empty() || runs.back().state != states[port]) runs.push_back({{here, here}, states[port]});
    runs.back().ports.last = here;
  }
  return runs;
}

}  // namespace portlaw
