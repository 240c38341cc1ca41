// SPDX-License-Identifier: Apache-2.0
// Which rows of the registry a container is. Every form of its name is looked up in a hash table, so that the cost
// depends on the length of the name alone.
#include <algorithm>
#include <iterator>
#include <string_view>

#include "policy/decide/index.h"
#include "policy/text/names.h"

namespace portlaw {

namespace {

using Index = CompiledPolicy::Index;

bool IsSeparator(char c) { return c == '-' || c == '_'; }

std::string_view WithoutSlash(std::string_view name) {
  return !name.empty() && name.front() == '/' ? name.substr(1) : name;
}

std::string_view Bounded(std::string_view name) { return name.size() > kMaxNameBytes ? std::string_view() : name; }

// The names that a container may go by, the most telling first.
class Names {
 public:
  explicit Names(const ContainerIdentity& identity) {
    for (const std::string& name : identity.names) Add(Bounded(name));
    if (!identity.names.empty()) return;
    const std::string_view name = Bounded(WithoutSlash(identity.name));
    AddWithoutIndex(name);
    AddTails(name);
  }

  const std::vector<std::string>& all() const { return names_; }

 private:
  void Add(std::string_view name) {
    if (!name.empty()) names_.emplace_back(name);
  }

  void AddWithoutIndex(std::string_view name) {
    Add(name);
    Add(WithoutIndex(name));
  }

  // Where nothing tells which part is whose, "project-service-1" (compose v2) and "project_service_1" (v1) can be cut
  // at any separator; the longest rest that the registry knows is the service.
  void AddTails(std::string_view name) {
    if (WithoutIndex(name).empty()) return;
    for (std::size_t i = 1; i + 1 < name.size(); ++i) {
      if (IsSeparator(name[i])) AddWithoutIndex(name.substr(i + 1));
    }
  }

  std::vector<std::string> names_;
};

void Append(const std::unordered_map<std::string, Index::Numbers>& map, const std::string& key,
            Index::Numbers& numbers) {
  const auto found = map.find(key);
  if (found != map.end()) numbers.insert(numbers.end(), found->second.begin(), found->second.end());
}

Index::Numbers AssignmentsOf(const Index& index, const std::string& name) {
  Index::Numbers numbers;
  Append(index.by_container, name, numbers);
  Append(index.by_key, NameKey(name), numbers);
  const auto patterns = index.patterns.find(Skeleton(name, false));
  if (patterns != index.patterns.end()) {
    for (const Index::Pattern& pattern : patterns->second) {
      if (!MatchesPattern(pattern.text, name)) continue;
      numbers.insert(numbers.end(), pattern.assignments.begin(), pattern.assignments.end());
    }
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

// The service with a block whose name is `name` or begins it, followed by a separator; the longest such name.
std::uint32_t ServiceThatBegins(const Index& index, const std::string& name) {
  std::string key = NameKey(name);
  while (!key.empty()) {
    const auto found = index.service_by_key.find(key);
    if (found != index.service_by_key.end() && !index.services[found->second].blocks.empty()) return found->second;
    const std::size_t cut = key.rfind('-');
    key.resize(cut == std::string::npos ? 0 : cut);
  }
  return kNoService;
}

void SetServices(const Index& index, Subject& subject) {
  for (std::uint32_t number : subject.assignments) {
    const std::uint32_t service = index.assignments[number].service;
    if (service == kNoService) continue;
    if (subject.service.empty()) subject.service = index.services[service].name;
    subject.services.push_back(service);
  }
  std::sort(subject.services.begin(), subject.services.end());
  subject.services.erase(std::unique(subject.services.begin(), subject.services.end()), subject.services.end());
}

std::vector<std::uint32_t> Union(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::vector<std::uint32_t> both;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

std::string NameForPeople(const ContainerIdentity& identity) {
  const bool nameless = identity.name.empty() && !identity.names.empty();
  return std::string(WithoutSlash(nameless ? identity.names.front() : identity.name).substr(0, kMaxNameBytes));
}

}  // namespace

Subject HostSubject() { return {}; }

Subject UnregisteredSubject() {
  Subject subject;
  subject.kind = SubjectKind::kUnregistered;
  return subject;
}

Subject Resolve(const CompiledPolicy& policy, const ContainerIdentity& identity) {
  const Index& index = policy.index();
  Subject subject = UnregisteredSubject();
  subject.container = NameForPeople(identity);
  const Names names(identity);
  for (const std::string& name : names.all()) {
    subject.assignments = AssignmentsOf(index, name);
    if (subject.assignments.empty()) continue;
    subject.kind = SubjectKind::kRegistered;
    SetServices(index, subject);
    return subject;
  }
  for (const std::string& name : names.all()) {
    const std::uint32_t service = ServiceThatBegins(index, name);
    if (service == kNoService) continue;
    subject.kind = SubjectKind::kRegistered;
    subject.service = index.services[service].name;
    subject.services = {service};
    return subject;
  }
  return subject;
}

Subject ResolveAll(const CompiledPolicy& policy, std::span<const ContainerIdentity> identities) {
  Subject all = identities.empty() ? UnregisteredSubject() : Resolve(policy, identities.front());
  for (std::size_t i = 1; i < identities.size(); ++i) {
    const Subject one = Resolve(policy, identities[i]);
    if (one.kind != SubjectKind::kRegistered) continue;
    if (all.service.empty()) all.service = one.service;
    all.kind = SubjectKind::kRegistered;
    all.assignments = Union(all.assignments, one.assignments);
    all.services = Union(all.services, one.services);
  }
  return all;
}

}  // namespace portlaw
