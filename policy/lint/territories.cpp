// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/territories.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "policy/lint/names.h"
#include "policy/lint/range_index.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {
constexpr int kMaxPairVisits = 256;
}

PortRange Territory::ports() const {
  if (block != nullptr) return block->ports;
  return group != nullptr ? group->ports : reserved->ports;
}

const Source& Territory::source() const {
  if (block != nullptr) return block->source;
  return group != nullptr ? group->source : reserved->source;
}

const std::optional<std::string>& Territory::host() const {
  if (block != nullptr) return block->host;
  return group != nullptr ? group->host : reserved->host;
}

std::string ToString(const Territory& territory) {
  const std::string ports = portlaw::ToString(territory.ports());
  if (territory.block != nullptr) return "the block of " + territory.block->service + ", " + ports;
  if (territory.group != nullptr) return "the group " + territory.group->name + ", " + ports;
  return "the reserved range " + ports + " (" + territory.reserved->reason + ")";
}

std::vector<Territory> Territories(const std::vector<Registry>& registries) {
  std::vector<Territory> all;
  for (std::size_t i = 0; i < registries.size(); ++i) {
    for (const Group& group : registries[i].groups) all.push_back({nullptr, &group, nullptr, i});
    for (const Block& block : registries[i].blocks) all.push_back({&block, nullptr, nullptr, i});
    for (const ReservedRange& range : registries[i].reserved) all.push_back({nullptr, nullptr, &range, i});
  }
  std::stable_sort(all.begin(), all.end(), [](const Territory& a, const Territory& b) {
    return std::tie(a.registry, a.source().line) < std::tie(b.registry, b.source().line);
  });
  return all;
}

void ForEachOverlap(const std::vector<Territory>& territories,
                    const std::function<void(const Territory& earlier, const Territory& later)>& visit) {
  std::vector<PortRange> ranges;
  for (const Territory& territory : territories) ranges.push_back(territory.ports());
  const RangeIndex index(ranges);
  for (std::size_t i = 0; i < territories.size(); ++i) {
    int visits = 0;
    index.Overlapping(ranges[i], [&](std::size_t other) {
      const bool pair = other < i && HostsMeet(territories[other].host(), territories[i].host());
      if (pair) visit(territories[other], territories[i]);
      return ++visits < kMaxPairVisits;
    });
  }
}

std::vector<Clash> Clashes(const std::vector<Territory>& territories, const Blame& blame) {
  std::vector<Clash> clashes;
  std::map<const Territory*, std::size_t> places;
  ForEachOverlap(territories, [&](const Territory& earlier, const Territory& later) {
    const Territory* blamed = blame(earlier, later);
    if (blamed == nullptr) return;
    const auto [place, is_new] = places.try_emplace(blamed, clashes.size());
    if (is_new) clashes.push_back({blamed, {}});
    clashes[place->second].others.push_back(blamed == &later ? &earlier : &later);
  });
  return clashes;
}

void ReportClash(const LintCheck& check, const Clash& clash, std::string message, Findings& findings) {
  std::vector<Source> related;
  for (const Territory* other : clash.others) related.push_back(other->source());
  Report(check, findings, clash.blamed->source(), std::move(message), std::move(related));
}

bool Cross(PortRange a, PortRange b) { return a.Overlaps(b) && !a.Contains(b) && !b.Contains(a); }

}  // namespace portlaw::lint
