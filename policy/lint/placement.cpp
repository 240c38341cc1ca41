// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/placement.h"

#include <algorithm>

#include "policy/lint/names.h"

namespace portlaw::lint {

namespace {

std::vector<PortRange> Headings(const Registry& registry) {
  std::vector<PortRange> ranges;
  for (const Group& group : registry.groups) ranges.push_back(group.ports);
  for (const Block& block : registry.blocks) ranges.push_back(block.ports);
  return ranges;
}

}  // namespace

Placement::Placement(const Registry& registry)
    : registry_(registry), headings_(Headings(registry)), heading_index_(headings_) {
  for (const Block& block : registry.blocks) blocks_[Folded(block.service)].push_back(&block);
}

const Block* Placement::OwnBlock(const Assignment& assignment) const {
  const auto blocks = blocks_.find(Folded(assignment.service));
  if (blocks == blocks_.end()) return nullptr;
  for (const Block* block : blocks->second) {
    if (block->ports.Contains(assignment.ports) && HostsMeet(block->host, assignment.host)) return block;
  }
  return nullptr;
}

// A heading can name several ranges ("Frontends (3000-3099 / 5173-5179)"), a section only one.
bool Placement::HeadingNamesRangeOf(const Assignment& assignment) const {
  const std::vector<std::string> words = Words(assignment.section);
  const auto has = [&words](Port port) {
    return std::find(words.begin(), words.end(), std::to_string(port)) != words.end();
  };
  bool found = false;
  heading_index_.Overlapping(assignment.ports, [&](std::size_t place) {
    const PortRange range = headings_[place];
    found = range.Contains(assignment.ports) && has(range.first) && has(range.last);
    return !found;
  });
  return found;
}

std::optional<PortRange> Placement::HomeOf(const Assignment& assignment) const {
  if (assignment.section_ports && assignment.section_ports->Contains(assignment.ports)) return assignment.section_ports;
  const std::vector<std::string> section = Words(assignment.section);
  std::optional<PortRange> home;
  heading_index_.Overlapping(assignment.ports, [&](std::size_t place) {
    const bool is_group = place < registry_.groups.size();
    if (!is_group || !headings_[place].Contains(assignment.ports)) return true;
    const std::vector<std::string> name = Words(registry_.groups[place].name);
    if (std::find_first_of(name.begin(), name.end(), section.begin(), section.end()) != name.end()) {
      home = headings_[place];
    }
    return !home;
  });
  return home;
}

std::optional<Placement::Missed> Placement::MissedBy(const Assignment& assignment) const {
  if (assignment.exposure == Exposure::kInternal) return std::nullopt;
  if (assignment.section_ports) {
    if (assignment.section_ports->Contains(assignment.ports) || HeadingNamesRangeOf(assignment)) return std::nullopt;
    return Missed{*assignment.section_ports, assignment.section, std::nullopt};
  }
  const auto blocks = blocks_.find(Folded(assignment.service));
  if (blocks == blocks_.end() || OwnBlock(assignment) != nullptr) return std::nullopt;
  for (const Block* block : blocks->second) {
    if (HostsMeet(block->host, assignment.host)) return Missed{block->ports, block->service, block->source};
  }
  return std::nullopt;
}

}  // namespace portlaw::lint
