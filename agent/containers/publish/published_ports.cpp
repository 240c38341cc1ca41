// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/published_ports.h"

#include <algorithm>
#include <set>

namespace portlaw::containers {

namespace {

bool Has(const CompiledPolicy& policy, const KnownContainer& container, Port port, Protocol protocol) {
  const Verdict verdict = Evaluate(policy, ResolveAll(policy, container.Binders()), {port, protocol});
  return verdict.reason == Reason::kAssigned || verdict.reason == Reason::kLegacy;
}

// See PublishedPorts::ContainerOf.
std::shared_ptr<const KnownContainer> OwnerAmong(const std::vector<std::shared_ptr<const KnownContainer>>& candidates,
                                                 Port port, Protocol protocol, const CompiledPolicy* policy) {
  if (candidates.size() == 1) return candidates.front();
  std::shared_ptr<const KnownContainer> owner;
  for (const auto& candidate : candidates) {
    if (policy == nullptr || !Has(*policy, *candidate, port, protocol)) continue;
    if (owner != nullptr) return nullptr;
    owner = candidate;
  }
  return owner;
}

}  // namespace

bool PublishedPorts::SetProcesses(std::string_view engine, EngineProcesses processes) {
  Engine& entry = engines_[std::string(engine)];
  if (entry.processes == processes) return false;
  entry.processes = std::move(processes);
  return true;
}

void PublishedPorts::SetPorts(std::string_view engine, std::vector<PublishedPort> ports) {
  Engine& entry = engines_[std::string(engine)];
  entry.ports.clear();
  for (PublishedPort& port : ports) {
    entry.ports[{port.port, port.protocol}].push_back(
        std::make_shared<const KnownContainer>(std::move(port.container)));
  }
}

void PublishedPorts::Remove(std::string_view engine) {
  const auto entry = engines_.find(engine);
  if (entry != engines_.end()) engines_.erase(entry);
}

const EngineProcesses* PublishedPorts::ProcessesOf(std::string_view engine) const {
  const auto entry = engines_.find(engine);
  return entry == engines_.end() ? nullptr : &entry->second.processes;
}

std::vector<std::string> PublishedPorts::Sharing(std::string_view engine) const {
  std::vector<std::string> names;
  const auto self = engines_.find(engine);
  if (self == engines_.end()) return names;
  for (const auto& [name, other] : engines_) {
    if (Share(other, self->second)) names.push_back(name);
  }
  return names;
}

bool PublishedPorts::IsEngineCgroup(CgroupId cgroup) const {
  return std::any_of(engines_.begin(), engines_.end(),
                     [&](const auto& entry) { return entry.second.processes.cgroup == cgroup; });
}

bool PublishedPorts::Share(const Engine& a, const Engine& b) {
  if (&a == &b) return true;
  if (a.processes.uid != b.processes.uid || a.processes.cgroup != b.processes.cgroup) return false;
  const auto& files = b.processes.programs;
  return std::any_of(a.processes.programs.begin(), a.processes.programs.end(), [&](const ProgramFile& file) {
    return std::find(files.begin(), files.end(), file) != files.end();
  });
}

std::shared_ptr<const KnownContainer> PublishedPorts::ContainerOf(std::string_view engine, Port port, Protocol protocol,
                                                                  const CompiledPolicy* policy) const {
  for (const std::string& name : Sharing(engine)) {
    const auto& ports = engines_.at(name).ports;
    const auto published = ports.find({port, protocol});
    if (published != ports.end()) return OwnerAmong(published->second, port, protocol, policy);
  }
  return nullptr;
}

std::shared_ptr<const KnownContainer> PublishedPorts::Chooser(std::string_view engine, Protocol protocol) const {
  return ContainerOf(engine, 0, protocol, nullptr);
}

std::shared_ptr<const KnownContainer> PublishedPorts::ContainerIn(CgroupId cgroup, Port port, Protocol protocol,
                                                                  const CompiledPolicy* policy) const {
  if (cgroup == 0) return nullptr;
  for (const auto& [name, engine] : engines_) {
    if (engine.processes.cgroup != cgroup) continue;
    if (auto container = ContainerOf(name, port, protocol, policy)) return container;
  }
  return nullptr;
}

std::vector<kernel::BorrowedPort> PublishedPorts::Borrowed(std::string_view engine, const CompiledPolicy& policy,
                                                           const SubjectOf& subject_of) const {
  std::vector<kernel::BorrowedPort> borrowed;
  std::set<std::pair<Port, Protocol>> taken;
  for (const std::string& name : Sharing(engine)) {
    for (const auto& [key, candidates] : engines_.at(name).ports) {
      if (key.first == 0 || !taken.insert(key).second) continue;
      const auto owner = OwnerAmong(candidates, key.first, key.second, &policy);
      if (owner != nullptr) borrowed.push_back({key.first, key.second, subject_of(policy, *owner)});
    }
  }
  return borrowed;
}

}  // namespace portlaw::containers
