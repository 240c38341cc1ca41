// SPDX-License-Identifier: Apache-2.0
// Docker Swarm: a task "orchard_pippin-api.1.s0mkd1vv6cf9kxqjyh3s8tzl2" of the service "orchard_pippin-api", which the
// stack "orchard" made.
#include "policy/naming/rules.h"

namespace portlaw::naming {

namespace {

constexpr std::string_view kSwarmLabels[] = {"com.docker.swarm.service.name", "com.docker.swarm.task.name",
                                             "com.docker.stack.namespace"};
constexpr std::string_view kSwarmService[] = {kSwarmLabels[0]};
constexpr std::string_view kSwarmTask[] = {kSwarmLabels[1]};
constexpr std::string_view kSwarmStack[] = {kSwarmLabels[2]};

constexpr std::size_t kTaskIdDigits = 25;
constexpr std::string_view kTaskIdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view kSwarmDigits = "0123456789";

struct Task {
  std::string_view service;
  std::string_view slot;  // its number among the service's tasks; empty: not told (a service of every node)
};

Task TaskOf(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view id = name.substr(dot + 1);
  if (id.size() != kTaskIdDigits || id.find_first_not_of(kTaskIdAlphabet) != std::string_view::npos) return {};
  name = name.substr(0, dot);
  const auto slot = name.rfind('.');
  if (slot == std::string_view::npos || slot + 1 == name.size()) return {};
  // A task of a service of every node has the node's id there.
  const bool number = name.find_first_not_of(kSwarmDigits, slot + 1) == std::string_view::npos;
  return {name.substr(0, slot), number ? name.substr(slot + 1) : std::string_view()};
}

std::vector<std::string> SwarmNames(const ContainerFacts& facts) {
  const std::string_view named = ValueOf(facts.labels, kSwarmTask);
  Task task = TaskOf(named.empty() ? facts.name : named);
  if (const std::string_view service = ValueOf(facts.labels, kSwarmService); !service.empty()) task.service = service;
  if (task.service.empty()) return {};
  std::string_view stack = ValueOf(facts.labels, kSwarmStack);
  if (stack.empty()) stack = task.service.substr(0, task.service.find('_'));
  std::string_view part = task.service;
  if (part.size() > stack.size() + 1 && part.starts_with(stack) && part[stack.size()] == '_') {
    part.remove_prefix(stack.size() + 1);
  } else {
    stack = {};
  }
  NameList names;
  if (!task.slot.empty()) names.Add(std::string(part) + "-" + std::string(task.slot));
  names.AddPart(stack, part);
  names.Add(task.service);
  return names.Take();
}

}  // namespace

NamingRule Swarm() { return {"swarm", kSwarmLabels, SwarmNames}; }

}  // namespace portlaw::naming
