// SPDX-License-Identifier: Apache-2.0
// Which claims to a name the roster lets pass.
#include <pwd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "agent/containers/roster.h"
#include "policy/decide/claims.h"

namespace portlaw::containers {

namespace {

// By id and by name.
std::vector<std::string> NamesOfUser(std::uint32_t uid) {
  std::vector<std::string> names{std::to_string(uid)};
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 16384> buffer{};
  getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  if (found != nullptr) names.emplace_back(entry.pw_name);
  return names;
}

// What systemd calls the places that `path` goes through.
std::vector<std::string> UnitsOf(const std::string& path) {
  std::vector<std::string> units;
  for (std::size_t begin = 0; begin < path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    std::string name = path.substr(begin, end - begin);
    if (name.ends_with(".service") || name.ends_with(".slice") || name.ends_with(".scope")) {
      units.push_back(std::move(name));
    }
    begin = end + 1;
  }
  return units;
}

bool Overlap(const Subject& a, const Subject& b) {
  return std::any_of(a.assignments.begin(), a.assignments.end(), [&](std::uint32_t number) {
    return std::binary_search(b.assignments.begin(), b.assignments.end(), number);
  });
}

ClaimedFrom FromOf(const KnownContainer& container) {
  return {container.details.image,
          NamesOfUser(container.origin.uid),
          std::nullopt,
          {container.details.runtime, container.origin.engine}};
}

}  // namespace

// Without a policy nothing can be told; when there is one, everything is asked again.
void Roster::UsePolicy(std::shared_ptr<const CompiledPolicy> policy) {
  rows_.UsePolicy(std::move(policy));
  AskAgain(nodes_.root());
  births_.Resolve();
}

bool Roster::Refuses(const Node& node, const KnownContainer& container) {
  const auto& policy = rows_.policy();
  if (policy == nullptr) return false;
  const Subject subject = Resolve(*policy, container.identity);
  if (subject.kind != SubjectKind::kRegistered) return false;
  ClaimedFrom from = FromOf(container);
  from.units = UnitsOf(PathOf(node.id));
  auto why = RefusalOfClaim(*policy, subject, from);
  if (!why && container.origin.uid != 0 && IsClaimedByRoots(subject)) {
    why = "a container of root's, or a service of the host, claims the same";
  }
  if (!why) return false;
  const bool told =
      node.claim == Claim::kNameless && node.container != nullptr && node.container->details == container.details;
  if (!told && on_impostor_) on_impostor_(node.id, container, *why);
  return true;
}

bool Roster::IsClaimedByRoots(const Subject& subject) const {
  bool claimed = false;
  nodes_.ForEach([&](const Node& node) {
    if (claimed || node.claim == Claim::kNameless) return;
    const auto container = ContainerOf(node);
    if (container == nullptr || container->origin.uid != 0) return;
    claimed = Overlap(subject, Resolve(*rows_.policy(), container->identity));
  });
  return claimed;
}

Subject Roster::SubjectOfPublisher(const CompiledPolicy& policy, const KnownContainer& container) const {
  Subject subject = ResolveAll(policy, container.Binders());
  const bool refused = RefusalOfClaim(policy, subject, FromOf(container)) ||
                       (container.origin.uid != 0 && rows_.policy() != nullptr && IsClaimedByRoots(subject));
  return refused ? UnregisteredSubject() : subject;
}

// In which unit a container will be is not known before: one that the settings tie to a unit stays pending.
Row Roster::RowAtBirth(const KnownContainer& container) {
  if (const auto& policy = rows_.policy()) {
    const Subject subject = SubjectOfPublisher(*policy, container);
    if (subject.kind == SubjectKind::kUnregistered) return kernel::kUnregisteredRow;
    ClaimedFrom from = FromOf(container);
    from.units.emplace();
    if (RefusalOfClaim(*policy, subject, from)) return kernel::kPendingRow;
  }
  return RowOf(container);
}

}  // namespace portlaw::containers
