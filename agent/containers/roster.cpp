// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/roster.h"

#include <algorithm>
#include <utility>

#include "agent/containers/run_cgroup.h"
#include "policy/text/printable.h"

namespace portlaw::containers {

using kernel::kUnregisteredRow;
using kernel::SubjectEntry;

namespace {

// What a rule of the settings said holds only as long as the rule stands there.
bool WasRule(const ContainerIdentity& identity) { return identity.names == std::vector<std::string>{identity.name}; }

std::shared_ptr<const KnownContainer> Share(KnownContainer container) {
  return std::make_shared<const KnownContainer>(std::move(container));
}

}  // namespace

Roster::Roster(SubjectStore& store, std::uint32_t max_rows)
    : rows_(
          store, published_,
          [this](const CompiledPolicy& policy, const KnownContainer& container) {
            return SubjectOfPublisher(policy, container);
          },
          max_rows),
      births_(store, rows_, [this](const KnownContainer& container) { return RowAtBirth(container); }) {}

void Roster::Restore(const std::vector<kernel::NamedRow>& rows, const std::vector<SubjectEntry>& subjects,
                     const std::vector<kernel::Birth>& births) {
  rows_.Restore(rows);
  births_.Restore(births);
  for (const SubjectEntry& subject : subjects) restored_.emplace(subject.cgroup, subject);
}

void Roster::SetSources(std::vector<NamedSource> sources) { sources_ = std::move(sources); }

void Roster::Configure(const Settings& settings) {
  bool changed = false;
  for (const NamedSource& entry : sources_) changed |= entry.source->Configure(settings);
  if (changed) AskAgain(nodes_.root());
}

Result<void> Roster::GoLive() {
  rows_.GoLive();
  Result<void> result;
  nodes_.Descend(nodes_.root(), [&](Node& node) {
    const auto before = restored_.find(node.id);
    node.written = before != restored_.end() && before->second == node.standing;
    if (node.written || !result) return result.has_value();
    result = Write(node);
    return node.written;
  });
  if (!result) return result;
  for (const auto& [id, entry] : restored_) {
    if (!Knows(id)) rows_.RemoveSubject(id);
  }
  restored_.clear();
  births_.GoLive();
  return rows_.WritePrograms();
}

// ---- cgroups come and go ------------------------------------------------------

void Roster::OnCreated(const Cgroup& cgroup) {
  if (Node* known = nodes_.Find(cgroup.id)) {
    known->seen = true;
    return;
  }
  Node* node = nodes_.Insert(cgroup);
  if (node == nullptr) return;
  Take(*node, Ask(*node, 0));
  std::ignore = Settle(cgroup.id);
}

// The kernel has dropped its entry when the cgroup died; but what was written after that would stay for ever.
void Roster::OnRemoved(CgroupId cgroup) {
  nodes_.Remove(cgroup, [this](Node& node) {
    for (const NamedSource& entry : sources_) entry.source->Gone(node.id);
    rows_.Unref(node.standing.row);
    rows_.RemoveSubject(node.id);
  });
}

void Roster::EndWalk() {
  for (const CgroupId gone : nodes_.Unseen()) OnRemoved(gone);
}

// ---- who is it --------------------------------------------------------------

// What is nested in a container is that container, whatever it calls itself.
Answer Roster::Ask(const Node& node, std::size_t first_source) {
  const Node* parent = nodes_.Find(node.parent);
  if (parent != nullptr && !parent->standing.host) return NotMine{};
  Cgroup cgroup{node.id, node.parent, PathOf(node.id)};
  if (owner_of_) cgroup.owner = owner_of_(cgroup.path);
  for (std::size_t i = first_source; i < sources_.size(); ++i) {
    Answer answer = sources_[i].source->Identify(cgroup);
    if (!std::holds_alternative<NotMine>(answer)) return answer;
  }
  return NotMine{};
}

// About `cgroup` and all beneath it.
void Roster::AskAgain(CgroupId cgroup) {
  nodes_.Descend(cgroup, [this](Node& node) {
    if (node.claim == Claim::kRegistered) return true;
    Take(node, Ask(node, 0));
    std::ignore = Settle(node.id);
    return true;
  });
}

void Roster::Take(Node& node, Answer answer) {
  node.later = std::holds_alternative<Later>(answer);
  if (auto* known = std::get_if<KnownContainer>(&answer); known != nullptr && Refuses(node, *known)) {
    node.claim = Claim::kNameless;
    node.container = Share({{}, std::move(known->details), std::move(known->origin)});
  } else if (known != nullptr) {
    node.claim = Claim::kKnown;
    if (node.container == nullptr || *node.container != *known) node.container = Share(std::move(*known));
  } else if (auto* unit = std::get_if<UnitIdentity>(&answer)) {
    node.claim = Claim::kUnit;
    node.unit = std::move(*unit);
    node.container = nullptr;
  } else if (std::holds_alternative<ContainerParent>(answer)) {
    node.claim = Claim::kParent;
    node.container = nullptr;
  } else if (auto* nameless = std::get_if<Nameless>(&answer)) {
    TakeNothing(node, Claim::kNameless, Share({{}, std::move(nameless->details), {}}));
  } else if (node.later) {
    if (node.claim != Claim::kKnown) TakeNothing(node, Claim::kLater);
  } else {
    TakeNothing(node, Claim::kNone);
  }
}

// Nobody knows (yet): then it still is what it was registered as, or what an earlier agent knew.
void Roster::TakeNothing(Node& node, Claim otherwise, std::shared_ptr<const KnownContainer> container) {
  if (node.claim == Claim::kRegistered || node.claim == Claim::kRestored || RestoreNode(node)) return;
  node.claim = otherwise;
  node.container = std::move(container);
}

bool Roster::RestoreNode(Node& node) {
  const auto entry = restored_.find(node.id);
  if (entry == restored_.end() || entry->second.owner != node.id) return false;
  const SubjectKey* key = rows_.KeyOf(entry->second.row);
  const auto* identity = key == nullptr ? nullptr : std::get_if<ContainerIdentity>(key);
  if (identity == nullptr || WasRule(*identity)) return false;
  KnownContainer container;
  container.identity = *identity;
  container.details.name = identity->name;
  container.details.runtime = IsRunCgroup(PathOf(node.id)) ? kRunRuntime : kRestoredRuntime;
  node.claim = Claim::kRestored;
  node.container = Share(std::move(container));
  return true;
}

Result<void> Roster::Register(CgroupId cgroup, const KnownContainer& container) {
  Node* node = nodes_.Find(cgroup);
  if (node == nullptr) return Fail({}, "the cgroup is not beneath the agent's cgroup root, or is gone");
  if (Refuses(*node, container)) {
    return Fail({},
                "'" + Printable(container.identity.name) + "' may not be claimed so by the settings (services: only)");
  }
  node->claim = Claim::kRegistered;
  node->container = Share(container);
  if (auto result = Settle(cgroup); !result) return result;
  if (node->standing.row == kUnregisteredRow) {
    return Fail({}, "all " + std::to_string(kMaxNamedRows) + " rows for names are taken",
                "stop containers that are not needed");
  }
  return {};
}

void Roster::Answered(std::string_view source, CgroupId cgroup, Answer answer) {
  Node* node = nodes_.Find(cgroup);
  if (node == nullptr) return;
  if (node->claim == Claim::kRegistered && !std::holds_alternative<KnownContainer>(answer)) return;
  if (std::holds_alternative<NotMine>(answer)) {
    if (node->claim == Claim::kRestored && node->later) {
      // Whoever could know says no: what an earlier agent thought is out of date.
      restored_.erase(cgroup);
      node->claim = Claim::kNone;
    }
    const auto index = std::find_if(sources_.begin(), sources_.end(),
                                    [&](const NamedSource& candidate) { return candidate.name == source; });
    const auto next = index == sources_.end() ? sources_.size() : index - sources_.begin() + 1;
    answer = Ask(*node, next);
  }
  const bool was_host = node->standing.host;
  Take(*node, std::move(answer));
  std::ignore = Settle(cgroup);
  if (was_host || !node->standing.host) return;
  // It turns out to be no container: what is in it may be one.
  for (const CgroupId child : std::vector<CgroupId>(node->children)) AskAgain(child);
}

// ---- engines ----------------------------------------------------------------

void Roster::HasContainer(std::string_view engine, const KnownContainer& container) { births_.Set(engine, container); }

void Roster::HasContainerNoMore(std::string_view engine, const std::string& id) { births_.Remove(engine, id); }

void Roster::HasNoOthers(std::string_view engine) { births_.RemoveRest(engine, false); }

void Roster::TrustsUsers(const std::set<std::uint32_t>& users) { births_.KeepRestoredOf(users); }

void Roster::EngineFound(std::string_view engine, EngineProcesses processes) {
  const EngineProcesses* before = published_.ProcessesOf(engine);
  const CgroupId old_cgroup = before == nullptr ? 0 : before->cgroup;
  if (published_.SetProcesses(engine, std::move(processes))) EngineChanged(engine, old_cgroup);
}

void Roster::EngineGone(std::string_view engine) {
  births_.RemoveRest(engine, true);
  const EngineProcesses* processes = published_.ProcessesOf(engine);
  if (processes == nullptr) return;
  const CgroupId old_cgroup = processes->cgroup;
  std::vector<std::string> others = published_.Sharing(engine);
  published_.Remove(engine);
  EngineChanged(engine, old_cgroup);
  std::erase(others, engine);
  for (const std::string& other : others) rows_.EngineChanged(other);
}

void Roster::EngineChanged(std::string_view engine, CgroupId old_cgroup) {
  rows_.EngineChanged(std::string(engine));
  const EngineProcesses* processes = published_.ProcessesOf(engine);
  for (const CgroupId cgroup : {old_cgroup, processes == nullptr ? CgroupId{0} : processes->cgroup}) {
    if (Knows(cgroup)) std::ignore = Settle(cgroup);
  }
  std::ignore = rows_.WritePrograms();
}

void Roster::Published(std::string_view engine, std::vector<PublishedPort> ports) {
  published_.SetPorts(engine, std::move(ports));
  for (const std::string& sharing : published_.Sharing(engine)) rows_.EngineChanged(sharing);
}

void Roster::Exposed(CgroupId cgroup, const PublishedPort& port, bool chosen) {
  if (on_exposed_) on_exposed_(cgroup, port, chosen);
}

void Roster::Sweep(Clock::time_point before) {
  rows_.Sweep(before);
  nodes_.ForgetGoneBefore(before);
}

}  // namespace portlaw::containers
