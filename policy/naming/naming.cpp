// SPDX-License-Identifier: Apache-2.0
#include "policy/naming/naming.h"

#include <algorithm>

#include "policy/naming/rules.h"
#include "policy/text/names.h"

namespace portlaw {

namespace {

using naming::NamingRule;

// The first that has names counts, so that what wraps another stands before it.
const NamingRule kRules[] = {
    naming::Label(),   naming::Kubernetes(), naming::Swarm(), naming::Nomad(),
    naming::Compose(), naming::Pod(),        naming::Unit(),
};

std::string_view Bounded(std::string_view name) {
  if (name.starts_with('/')) name.remove_prefix(1);
  return name.size() > kMaxNameBytes ? std::string_view() : name;
}

}  // namespace

bool IsIdentityLabel(std::string_view key) {
  return std::any_of(std::begin(kRules), std::end(kRules), [key](const NamingRule& rule) {
    return std::find(rule.labels.begin(), rule.labels.end(), key) != rule.labels.end();
  });
}

ContainerIdentity IdentityOf(const ContainerFacts& facts) {
  ContainerIdentity identity{std::string(Bounded(facts.name)), {}};
  const ContainerFacts bounded{identity.name, facts.labels, facts.pod};
  for (const NamingRule& rule : kRules) {
    identity.names = rule.names(bounded);
    if (!identity.names.empty()) break;
  }
  return identity;
}

ContainerIdentity IdentityOfPod(const std::string& pod, const IdentityLabels& labels) {
  const std::vector<std::string> label = naming::Label().names({pod, labels, ""});
  if (!label.empty()) return {pod, label};
  naming::NameList names;
  names.Add(naming::WorkloadOfPodmanPod(pod));
  names.Add(pod);
  return {pod, names.Take()};
}

namespace naming {

void NameList::Add(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes || bytes_ + name.size() + 1 > kMaxBytes) return;
  if (std::find(names_.begin(), names_.end(), name) != names_.end()) return;
  bytes_ += name.size() + 1;
  names_.emplace_back(name);
}

void NameList::AddWithoutIndex(std::string_view name) {
  Add(name);
  Add(WithoutIndex(name));
}

void NameList::AddPart(std::string_view whole, std::string_view part) {
  const bool tells = part.find_first_of("-_.") != std::string_view::npos || part == whole || whole.empty();
  const std::string both = std::string(whole) + "-" + std::string(part);
  if (tells) Add(part);
  if (!whole.empty()) Add(both);
  Add(part);
}

std::string_view ValueOf(const IdentityLabels& labels, std::span<const std::string_view> keys) {
  for (const std::string_view key : keys) {
    const auto found = labels.find(std::string(key));
    if (found != labels.end() && !found->second.empty()) return found->second;
  }
  return {};
}

}  // namespace naming

}  // namespace portlaw
