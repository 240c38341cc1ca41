// SPDX-License-Identifier: Apache-2.0
// What is asked of the roster.
#include <algorithm>

#include "agent/containers/roster.h"

namespace portlaw::containers {

namespace {

KnownContainer AsContainer(const UnitIdentity& unit) {
  KnownContainer known;
  known.identity.name = unit.name;
  known.details.name = unit.name + ".service";
  known.details.runtime = kUnitRuntime;
  return known;
}

std::shared_ptr<const KnownContainer> Unattributed() {
  static const auto kUnattributed = std::make_shared<const KnownContainer>(KnownContainer{
      {}, {.id = "", .name = "unattributed", .runtime = std::string(kUnattributedRuntime), .image = ""}, {}});
  return kUnattributed;
}

}  // namespace

// A service of the host is spoken of as one only where the registry knows it.
std::shared_ptr<const KnownContainer> Roster::ContainerOf(const SubjectKey& key, Port port, Protocol protocol) const {
  if (const auto* engine = std::get_if<EngineIdentity>(&key)) {
    return published_.ContainerOf(engine->name, port, protocol, rows_.policy().get());
  }
  if (const auto* container = std::get_if<ContainerIdentity>(&key)) {
    return std::make_shared<const KnownContainer>(
        KnownContainer{*container, {.id = "", .name = container->name, .runtime = "", .image = ""}, {}});
  }
  const auto* unit = std::get_if<UnitIdentity>(&key);
  if (unit == nullptr || rows_.policy() == nullptr) return nullptr;
  if (ResolveUnit(*rows_.policy(), *unit).kind == SubjectKind::kHost) return nullptr;
  return std::make_shared<const KnownContainer>(AsContainer(*unit));
}

std::shared_ptr<const KnownContainer> Roster::ContainerOf(const Node& node) const {
  return node.claim == Claim::kUnit ? ContainerOf(*node.unit, 0, Protocol::kAny) : node.container;
}

Who Roster::Find(CgroupId cgroup, CgroupId owner, Row row, Port port, Protocol protocol) const {
  Who who;
  who.cgroup = PathOf(cgroup);
  const SubjectKey* key = rows_.KeyOf(row);
  if (key == nullptr || std::holds_alternative<ContainerIdentity>(*key)) {
    who.container = owner == 0 ? nullptr : nodes_.ContainerAt(owner);
  }
  if (who.container == nullptr && key != nullptr) who.container = ContainerOf(*key, port, protocol);
  const auto* engine = key == nullptr ? nullptr : std::get_if<EngineIdentity>(key);
  if (who.container == nullptr && engine != nullptr) who.container = published_.Chooser(engine->name, protocol);
  if (who.container == nullptr && engine != nullptr) {
    who.engine = true;
    who.container = Unattributed();
  }
  return who;
}

Who Roster::FindHolder(CgroupId cgroup, Port port, Protocol protocol) const {
  const Node* node = nodes_.Find(cgroup);
  if (node == nullptr) return {};
  Who who = Find(cgroup, node->standing.owner, node->standing.row, port, protocol);
  if (node->standing.host && who.container == nullptr) {
    who.container = published_.ContainerIn(node->standing.owner, port, protocol, rows_.policy().get());
  }
  return who;
}

std::optional<kernel::SubjectEntry> Roster::SubjectOf(CgroupId cgroup) const {
  const Node* node = nodes_.Find(cgroup);
  return node == nullptr ? std::nullopt : std::optional(node->standing);
}

RosterCounts Roster::Counts() const {
  RosterCounts counts;
  counts.cgroups = nodes_.size();
  counts.rows = rows_.size();
  counts.births = births_.size();
  counts.without_row = rows_.without_row();
  counts.store_errors = rows_.store_errors();
  nodes_.ForEach([&](const Node& node) {
    if (ContainerOf(node) != nullptr) ++counts.containers;
    if (node.claim == Claim::kLater) ++counts.pending;
  });
  return counts;
}

std::vector<RosterEntry> Roster::Containers(std::size_t limit) const {
  std::vector<RosterEntry> entries;
  nodes_.ForEach([&](const Node& node) {
    const auto container = ContainerOf(node);
    if (container == nullptr || entries.size() >= limit) return;
    entries.push_back({node.id, node.standing.row, PathOf(node.id), *container});
  });
  std::sort(entries.begin(), entries.end(), [](const RosterEntry& a, const RosterEntry& b) { return a.path < b.path; });
  return entries;
}

}  // namespace portlaw::containers
