// SPDX-License-Identifier: Apache-2.0
// Which rows of the registry a container is. Every form of its name is looked up in a hash table, so that the cost
// depends on the length of the name alone.
#include <algorithm>
#include <string_view>

#include "policy/decide/index.h"
#include "policy/text/names.h"

namespace portlaw {

namespace {

using Index = CompiledPolicy::Index;

bool IsSeparator(char c) { return c == '-' || c == '_'; }

// "janua-api-1" -> "janua-api"; empty where the name does not end in a number of its own.
std::string_view WithoutIndex(std::string_view name) {
  const std::size_t end = name.find_last_not_of("0123456789");
  if (end == std::string_view::npos || end == 0 || end + 1 == name.size() || !IsSeparator(name[end])) return {};
  return name.substr(0, end);
}

std::string_view WithoutSlash(std::string_view name) {
  return !name.empty() && name.front() == '/' ? name.substr(1) : name;
}

std::string_view Bounded(std::string_view name) { return name.size() > kMaxNameBytes ? std::string_view() : name; }

// The names that a container may go by, the most trusted first.
class Names {
 public:
  explicit Names(const ContainerIdentity& identity)
      : name_(Bounded(WithoutSlash(identity.name))),
        project_(Bounded(identity.compose_project)),
        service_(Bounded(identity.compose_service)) {
    if (!identity.override_name.empty()) {
      Add(Bounded(identity.override_name));
      return;
    }
    AddWithoutIndex(name_);
    if (service_.empty()) {
      AddTails();
    } else {
      AddLabels();
    }
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

  // With compose's labels the project's part of the name is known.
  void AddLabels() {
    Add(service_);
    if (project_.empty()) return;
    Add(std::string(project_) + "-" + std::string(service_));
    if (name_.starts_with(project_) && name_.size() > project_.size() && IsSeparator(name_[project_.size()])) {
      AddWithoutIndex(name_.substr(project_.size() + 1));
    }
  }

  // Without them, "project-service-1" (compose v2) and "project_service_1" (v1) can be cut at any separator; the
  // longest rest that the registry knows is the service.
  void AddTails() {
    if (WithoutIndex(name_).empty()) return;
    for (std::size_t i = 1; i + 1 < name_.size(); ++i) {
      if (IsSeparator(name_[i])) AddWithoutIndex(name_.substr(i + 1));
    }
  }

  std::string_view name_;
  std::string_view project_;
  std::string_view service_;
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

std::string NameForPeople(const ContainerIdentity& identity) {
  const std::string_view name = WithoutSlash(identity.name.empty() ? identity.override_name : identity.name);
  return std::string(name.substr(0, kMaxNameBytes));
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

}  // namespace portlaw
