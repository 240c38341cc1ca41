// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/roster.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

#include "agent/containers/run_cgroup.h"
#include "policy/text/printable.h"

namespace portlaw::containers {

using kernel::kHostRow;
using kernel::kPendingRow;
using kernel::kUnregisteredRow;

namespace {

constexpr std::size_t kMaxMemories = 8192;

// An engine's own row. The colon keeps it apart from containers: no engine allows one in a name.
constexpr std::string_view kEnginePrefix = "engine:";
constexpr std::string_view kEngineRuntime = audit::kUnattributedRuntime;

bool IsEngine(const ContainerIdentity& identity) { return identity.name.starts_with(kEnginePrefix); }

bool IsUnit(const ContainerIdentity& identity) { return identity.name.starts_with(kUnitPrefix); }

// The identity by which the registry is asked.
ContainerIdentity WithoutPrefix(ContainerIdentity unit) {
  unit.name.erase(0, kUnitPrefix.size());
  return unit;
}

Subject ResolveUnit(const CompiledPolicy& policy, const ContainerIdentity& unit) {
  Subject subject = Resolve(policy, WithoutPrefix(unit));
  return subject.kind == SubjectKind::kRegistered ? subject : HostSubject();
}

ContainerIdentity EngineIdentity(std::string_view engine) {
  ContainerIdentity identity;
  identity.name = std::string(kEnginePrefix) + std::string(engine);
  return identity;
}

std::string LeafOf(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

// What a rule of the settings said holds only as long as the rule stands there.
bool WasRule(const ContainerIdentity& identity) { return identity.override_name == identity.name; }

std::shared_ptr<const KnownContainer> Share(KnownContainer container) {
  return std::make_shared<const KnownContainer>(std::move(container));
}

}  // namespace

Roster::Roster(SubjectStore& store, std::uint32_t max_rows) : store_(store), book_(max_rows) {}

void Roster::Restore(const std::vector<kernel::NamedRow>& rows, const std::vector<kernel::SubjectEntry>& subjects) {
  for (const kernel::NamedRow& row : rows) book_.Restore(row.row, row.identity);
  for (const kernel::SubjectEntry& subject : subjects) restored_.emplace(subject.cgroup, subject);
}

void Roster::SetSources(std::vector<NamedSource> sources) { sources_ = std::move(sources); }

void Roster::Configure(const Settings& settings) {
  bool changed = false;
  for (const NamedSource& entry : sources_) changed |= entry.source->Configure(settings);
  if (changed) AskAgain();
}

std::vector<kernel::NamedRow> Roster::NamedRows(const CompiledPolicy& policy) const {
  std::vector<kernel::NamedRow> rows;
  rows.reserve(book_.size());
  book_.ForEach([&](Row row, const ContainerIdentity& identity) { rows.push_back(Resolved(row, identity, policy)); });
  return rows;
}

kernel::NamedRow Roster::Resolved(Row row, const ContainerIdentity& identity, const CompiledPolicy& policy) const {
  if (IsUnit(identity)) return {row, identity, ResolveUnit(policy, identity), {}, false};
  if (!IsEngine(identity)) return {row, identity, Resolve(policy, identity), {}, false};
  kernel::NamedRow named{
      row, identity, UnregisteredSubject(), {}, policy.settings().engines.unattributed == Mode::kAudit};
  const auto self = engines_.find(identity.name.substr(kEnginePrefix.size()));
  if (self == engines_.end()) return named;
  std::set<std::pair<Port, Protocol>> taken;  // the first engine by name has it
  for (const auto& [name, engine] : engines_) {
    if (!SameBinder(engine, self->second)) continue;
    for (const auto& [key, container] : engine.ports) {
      if (!taken.insert(key).second) continue;
      named.borrowed.push_back({key.first, key.second, Resolve(policy, container->identity)});
    }
  }
  return named;
}

Result<void> Roster::GoLive() {
  live_ = true;
  for (auto& [id, node] : nodes_) {
    const auto before = restored_.find(id);
    node.written = before != restored_.end() &&
                   Standing{before->second.row, before->second.owner, before->second.container_parent} == node.standing;
    if (node.written) continue;
    if (auto result = Write(node); !result) return result;
    node.written = true;
  }
  for (const auto& [id, entry] : restored_) {
    if (!nodes_.contains(id)) std::ignore = store_.RemoveSubject(id);
  }
  restored_.clear();
  return WritePrograms();
}

// ---- the tree ---------------------------------------------------------------

Roster::Node* Roster::At(CgroupId cgroup) {
  const auto found = nodes_.find(cgroup);
  return found == nodes_.end() ? nullptr : &found->second;
}

const Roster::Node* Roster::At(CgroupId cgroup) const { return const_cast<Roster*>(this)->At(cgroup); }

Roster::Node* Roster::Insert(const Cgroup& cgroup) {
  const bool is_root = nodes_.empty();
  Node* parent = At(cgroup.parent);
  if (!is_root && parent == nullptr) return nullptr;
  Node node;
  node.id = cgroup.id;
  node.made_ns = cgroup.made_ns;
  node.parent = is_root ? 0 : cgroup.parent;
  node.leaf = is_root ? cgroup.path : LeafOf(cgroup.path);
  if (is_root) root_ = cgroup.id;
  if (parent != nullptr) parent->children.push_back(cgroup.id);
  return &nodes_.emplace(cgroup.id, std::move(node)).first->second;
}

void Roster::Made(const Cgroup& cgroup) {
  if (Node* known = At(cgroup.id)) {
    known->seen = true;
    return;
  }
  Node* node = Insert(cgroup);
  if (node == nullptr) return;
  if (const std::string* engine = EngineAt(cgroup.id)) return BecomeEngine(*engine, cgroup.id);
  Take(*node, Ask(*node, 0));
  std::ignore = Settle(cgroup.id);
}

void Roster::Gone(CgroupId cgroup) {
  if (At(cgroup) != nullptr) Forget(cgroup);
}

void Roster::Forget(CgroupId cgroup) {
  if (Node* parent = At(At(cgroup)->parent)) std::erase(parent->children, cgroup);
  std::vector<CgroupId> waiting{cgroup};
  while (!waiting.empty()) {
    const auto node = nodes_.find(waiting.back());
    waiting.pop_back();
    if (node == nodes_.end()) continue;
    waiting.insert(waiting.end(), node->second.children.begin(), node->second.children.end());
    ForgetOne(node->second);
    nodes_.erase(node);
  }
}

void Roster::ForgetOne(Node& node) {
  for (const NamedSource& entry : sources_) entry.source->Gone(node.id);
  memories_.push_back({node.id, PathOf(node.id), node.container, Clock::now()});
  if (memories_.size() > kMaxMemories) memories_.pop_front();
  book_.Unref(node.standing.row, Clock::now());
  // The kernel has dropped its entry when the cgroup died; but what was written after that would stay for ever.
  if (live_) std::ignore = store_.RemoveSubject(node.id);
}

void Roster::BeginWalk() {
  for (auto& [id, node] : nodes_) node.seen = false;
}

void Roster::EndWalk() {
  std::vector<CgroupId> gone;
  for (const auto& [id, node] : nodes_) {
    if (!node.seen && id != root_) gone.push_back(id);
  }
  for (CgroupId id : gone) Gone(id);
}

std::string Roster::PathOf(CgroupId cgroup) const {
  const Node* node = At(cgroup);
  if (node == nullptr) {
    const auto memory = std::find_if(memories_.rbegin(), memories_.rend(),
                                     [&](const Memory& candidate) { return candidate.cgroup == cgroup; });
    return memory == memories_.rend() ? std::string() : memory->path;
  }
  std::string path;
  for (; node != nullptr && node->id != root_; node = At(node->parent)) path = "/" + node->leaf + path;
  const Node* root = At(root_);
  if (root == nullptr || root->leaf == "/") return path.empty() ? "/" : path;
  return root->leaf + path;
}

// ---- who is it --------------------------------------------------------------

Answer Roster::Ask(const Node& node, std::size_t first_source) {
  const Cgroup cgroup{node.id, node.parent, PathOf(node.id)};
  for (std::size_t i = first_source; i < sources_.size(); ++i) {
    Answer answer = sources_[i].source->Identify(cgroup);
    if (!std::holds_alternative<NotMine>(answer)) return answer;
  }
  return NotMine{};
}

void Roster::AskAgain() {
  std::vector<CgroupId> waiting;
  if (root_ != 0) waiting.push_back(root_);
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    Node* node = At(waiting[i]);
    waiting.insert(waiting.end(), node->children.begin(), node->children.end());
    if (node->claim == Claim::kRegistered || node->claim == Claim::kEngine) continue;
    Take(*node, Ask(*node, 0));
    std::ignore = Settle(node->id);
  }
}

void Roster::Take(Node& node, Answer answer) {
  node.later = std::holds_alternative<Later>(answer);
  if (auto* known = std::get_if<KnownContainer>(&answer)) {
    node.claim = Claim::kKnown;
    if (node.container == nullptr || *node.container != *known) node.container = Share(std::move(*known));
  } else if (std::holds_alternative<ContainerParent>(answer)) {
    node.claim = Claim::kParent;
    node.container = nullptr;
  } else if (auto* nameless = std::get_if<Nameless>(&answer)) {
    TakeNothing(node, Claim::kNameless, Share({{}, std::move(nameless->details)}));
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
  const ContainerIdentity* identity = book_.IdentityOf(entry->second.row);
  if (identity == nullptr || IsEngine(*identity) || WasRule(*identity)) return false;
  KnownContainer container;
  container.identity = *identity;
  container.details.name = identity->name;
  container.details.runtime = IsRunCgroup(PathOf(node.id)) ? kRunRuntime : kRestoredRuntime;
  node.claim = Claim::kRestored;
  node.container = Share(std::move(container));
  return true;
}

Result<void> Roster::Register(CgroupId cgroup, const KnownContainer& container) {
  Node* node = At(cgroup);
  if (node == nullptr) return Fail({}, "the cgroup is not beneath the agent's cgroup root, or is gone");
  if (IsEngine(container.identity)) {
    return Fail({}, "a container's name cannot begin with '" + std::string(kEnginePrefix) + "'");
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
  Node* node = At(cgroup);
  if (node == nullptr || node->claim == Claim::kEngine) return;
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
  Take(*node, std::move(answer));
  std::ignore = Settle(cgroup);
}

// ---- engines ----------------------------------------------------------------

void Roster::BecomeEngine(std::string_view engine, CgroupId binder) {
  Node& node = *At(binder);
  KnownContainer self;
  self.identity = EngineIdentity(engine);
  self.details.name = engine;
  self.details.runtime = kEngineRuntime;
  node.claim = Claim::kEngine;
  node.later = false;
  node.container = Share(std::move(self));
  std::ignore = Settle(binder);
}

void Roster::Published(std::string_view engine, CgroupId binder, std::vector<PublishedPort> ports) {
  const auto before = engines_.find(engine);
  if (before != engines_.end() && before->second.binder != 0 && before->second.binder != binder) {
    const CgroupId old = std::exchange(before->second.binder, 0);
    LeaveCgroup(old);
  }
  Engine& entry = engines_[std::string(engine)];
  entry.binder = binder;
  entry.ports.clear();
  for (PublishedPort& port : ports) entry.ports[{port.port, port.protocol}] = Share(std::move(port.container));
  Node* node = At(binder);
  if (binder != root_ && node != nullptr && node->claim != Claim::kEngine) BecomeEngine(engine, binder);
  // Also of those that share the binder: the row that a bind finds may be any of theirs.
  for (const auto& [name, other] : engines_) {
    if (SameBinder(other, entry)) WriteEngineRow(name);
  }
}

void Roster::Exposed(CgroupId cgroup, const PublishedPort& port, bool chosen) {
  if (on_exposed_) on_exposed_(cgroup, port, chosen);
}

// Two engines may share a cgroup, or a program.
bool Roster::SameBinder(const Engine& a, const Engine& b) const {
  if (&a == &b || (a.binder != 0 && a.binder == b.binder)) return true;
  return std::any_of(a.programs.begin(), a.programs.end(), [&](const ProgramFile& program) {
    return std::find(b.programs.begin(), b.programs.end(), program) != b.programs.end();
  });
}

void Roster::WriteEngineRow(std::string_view engine) {
  const ContainerIdentity identity = EngineIdentity(engine);
  const auto row = book_.Find(identity);
  if (!row || !live_ || policy_ == nullptr) return;
  std::ignore = Counted(store_.AddRow(Resolved(*row, identity, *policy_)), "published ports");
}

void Roster::EnginePrograms(std::string_view engine, std::vector<ProgramFile> programs) {
  Engine& entry = engines_[std::string(engine)];
  if (entry.programs == programs) return;
  entry.programs = std::move(programs);
  if (!entry.row) {
    entry.row = RowFor(EngineIdentity(engine));
    if (entry.row) book_.Ref(*entry.row);
  }
  if (live_) std::ignore = WritePrograms();
}

Result<void> Roster::WritePrograms() {
  std::vector<kernel::EngineProgram> programs;
  for (const auto& [name, engine] : engines_) {
    for (const ProgramFile& file : engine.programs) {
      if (engine.row) programs.push_back({file.inode, file.device, *engine.row});
    }
  }
  return Counted(store_.SetEnginePrograms(programs), "the engines' programs");
}

void Roster::DropPrograms(Engine& engine) {
  if (!engine.row) return;
  book_.Unref(*engine.row, Clock::now());
  engine.row.reset();
  engine.programs.clear();
  if (live_) std::ignore = WritePrograms();
}

void Roster::Unpublished(std::string_view engine, CgroupId binder) {
  const auto entry = engines_.find(engine);
  if (entry == engines_.end() || entry->second.binder != binder) return;
  DropPrograms(entry->second);
  engines_.erase(entry);
  LeaveCgroup(binder);
}

// The cgroup is no engine's any more, or another's.
void Roster::LeaveCgroup(CgroupId binder) {
  Node* node = At(binder);
  if (node == nullptr || node->claim != Claim::kEngine) return;
  if (const std::string* other = EngineAt(binder)) return BecomeEngine(*other, binder);
  node->claim = Claim::kNone;
  node->container = nullptr;
  Take(*node, Ask(*node, 0));
  std::ignore = Settle(binder);
}

const std::string* Roster::EngineAt(CgroupId binder) const {
  const auto engine =
      std::find_if(engines_.begin(), engines_.end(), [&](const auto& entry) { return entry.second.binder == binder; });
  return engine == engines_.end() ? nullptr : &engine->first;
}

std::shared_ptr<const KnownContainer> Roster::PublishedBy(std::string_view name, Port port, Protocol protocol) const {
  const auto self = engines_.find(name);
  if (self == engines_.end()) return nullptr;
  for (const auto& [other, engine] : engines_) {
    if (!SameBinder(engine, self->second)) continue;
    const auto published = engine.ports.find({port, protocol});
    if (published != engine.ports.end()) return published->second;
  }
  return nullptr;
}

// ---- what the kernel is told ------------------------------------------------

Roster::Standing Roster::Inherited(const Node& node) const {
  const Node* parent = At(node.parent);
  if (parent == nullptr) return {kHostRow, 0, false};
  if (parent->claim == Claim::kParent && node.claim == Claim::kNone) return {kUnregisteredRow, node.id, false};
  return {parent->standing.row, parent->standing.owner, false};
}

Roster::Standing Roster::StandingOf(const Node& node) {
  switch (node.claim) {
    case Claim::kNone:
      return Inherited(node);
    case Claim::kParent: {
      Standing standing = Inherited(node);
      standing.container_parent = true;
      return standing;
    }
    case Claim::kLater:
      return {kPendingRow, node.id, false};
    case Claim::kNameless:
      return {kUnregisteredRow, node.id, false};
    case Claim::kKnown:
    case Claim::kRegistered:
    case Claim::kRestored:
    case Claim::kEngine:
      return {RowFor(node.container->identity).value_or(kUnregisteredRow), node.id, false};
  }
  return Inherited(node);
}

// Brings `cgroup` and all that inherits from it in line with what is known.
Result<void> Roster::Settle(CgroupId cgroup) {
  std::vector<CgroupId> waiting{cgroup};
  Result<void> result;
  while (!waiting.empty()) {
    Node* node = At(waiting.back());
    waiting.pop_back();
    const Standing standing = StandingOf(*node);
    if (standing == node->standing && (node->written || !live_)) continue;
    auto stood = Stand(*node, standing);
    if (!stood && node->id == cgroup) result = std::move(stood);
    waiting.insert(waiting.end(), node->children.begin(), node->children.end());
  }
  return result;
}

Result<void> Roster::Stand(Node& node, Standing standing) {
  book_.Ref(standing.row);
  book_.Unref(node.standing.row, Clock::now());
  node.standing = standing;
  node.written = false;
  if (!live_) return {};
  auto result = Counted(Write(node), "a subject");
  node.written = result.has_value();
  if (node.written) NoteWait(node);
  return result;
}

// steady_clock is CLOCK_MONOTONIC, the kernel's clock in events.
void Roster::NoteWait(Node& node) {
  if (node.made_ns == 0 || (node.claim != Claim::kKnown && node.claim != Claim::kRegistered)) return;
  const std::chrono::nanoseconds made(std::exchange(node.made_ns, 0));
  waits_.Add(std::max(std::chrono::steady_clock::now().time_since_epoch() - made, std::chrono::nanoseconds(0)));
}

Result<void> Roster::Write(const Node& node) {
  return store_.SetSubject({node.id, node.standing.row, node.standing.owner, node.standing.container_parent});
}

std::optional<Row> Roster::RowFor(const ContainerIdentity& identity) {
  if (const auto known = book_.Find(identity)) return known;
  const auto row = book_.Allocate(identity);
  if (!row) {
    if (without_row_++ == 0) {
      spdlog::warn("all {} rows for names are taken: further containers are decided as unregistered ones",
                   kMaxNamedRows);
    }
    return std::nullopt;
  }
  if (!live_ || policy_ == nullptr) return row;
  if (Counted(store_.AddRow(Resolved(*row, identity, *policy_)), "a name")) return row;
  book_.Remove(*row);
  return std::nullopt;
}

Result<void> Roster::Counted(Result<void> result, std::string_view what) {
  if (!result && store_errors_++ % 1000 == 0) {
    spdlog::error("the kernel did not take {}: {} ({} such errors so far)", what, ToString(result.error()),
                  store_errors_);
  }
  return result;
}

// ---- questions --------------------------------------------------------------

std::shared_ptr<const KnownContainer> Roster::ContainerAt(CgroupId cgroup) const {
  if (const Node* node = At(cgroup)) return node->container;
  const auto memory = std::find_if(memories_.rbegin(), memories_.rend(),
                                   [&](const Memory& candidate) { return candidate.cgroup == cgroup; });
  return memory == memories_.rend() ? nullptr : memory->container;
}

Who Roster::Find(CgroupId cgroup, CgroupId owner, Row row, Port port, Protocol protocol) const {
  Who who;
  who.cgroup = PathOf(cgroup);
  who.container = owner == 0 ? nullptr : AsAudited(ContainerAt(owner));
  const ContainerIdentity* identity = book_.IdentityOf(row);
  if (identity != nullptr && IsEngine(*identity)) {
    who.engine = true;
    who.container =
        Share({{}, {.id = "", .name = "unattributed", .runtime = std::string(kEngineRuntime), .image = ""}});
    if (auto published = PublishedBy(identity->name.substr(kEnginePrefix.size()), port, protocol)) {
      who.engine = false;
      who.container = std::move(published);
    }
  } else if (who.container == nullptr && identity != nullptr) {
    KnownContainer container;
    container.identity = *identity;
    container.details.name = identity->name;
    who.container = AsAudited(Share(std::move(container)));
  }
  return who;
}

std::optional<kernel::SubjectEntry> Roster::SubjectOf(CgroupId cgroup) const {
  const Node* node = At(cgroup);
  if (node == nullptr) return std::nullopt;
  return kernel::SubjectEntry{cgroup, node->standing.row, node->standing.owner, node->standing.container_parent};
}

// A service of the host is spoken of as one only where the registry knows it.
std::shared_ptr<const KnownContainer> Roster::AsAudited(std::shared_ptr<const KnownContainer> container) const {
  if (container == nullptr || !IsUnit(container->identity)) return container;
  if (policy_ == nullptr || ResolveUnit(*policy_, container->identity).kind == SubjectKind::kHost) return nullptr;
  return Share({WithoutPrefix(container->identity), container->details});
}

void Roster::Sweep(Clock::time_point before) {
  book_.Sweep(before, [&](Row row) { return !live_ || store_.RemoveRow(row).has_value(); });
  while (!memories_.empty() && memories_.front().gone <= before) memories_.pop_front();
}

RosterCounts Roster::Counts() const {
  RosterCounts counts;
  counts.cgroups = nodes_.size();
  counts.rows = book_.size();
  counts.without_row = without_row_;
  counts.store_errors = store_errors_;
  for (const auto& [id, node] : nodes_) {
    if (AsAudited(node.container) != nullptr && node.claim != Claim::kEngine) ++counts.containers;
    if (node.claim == Claim::kLater) ++counts.pending;
  }
  return counts;
}

std::vector<RosterEntry> Roster::Containers(std::size_t limit) const {
  std::vector<RosterEntry> entries;
  for (const auto& [id, node] : nodes_) {
    const auto container = AsAudited(node.container);
    if (container == nullptr || entries.size() >= limit) continue;
    entries.push_back({id, node.standing.row, PathOf(id), *container});
  }
  std::sort(entries.begin(), entries.end(), [](const RosterEntry& a, const RosterEntry& b) { return a.path < b.path; });
  return entries;
}

}  // namespace portlaw::containers
