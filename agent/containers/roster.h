// SPDX-License-Identifier: Apache-2.0
// Who is each cgroup: takes what the kernel and the sources tell, and gives the kernel its rows and subjects.
#ifndef PORTLAW_AGENT_CONTAINERS_ROSTER_H_
#define PORTLAW_AGENT_CONTAINERS_ROSTER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/containers/births.h"
#include "agent/containers/cgroup_nodes.h"
#include "agent/containers/identity_source.h"
#include "agent/containers/publish/published_ports.h"
#include "agent/containers/subject_rows.h"
#include "agent/containers/wait_times.h"
#include "agent/kernel/kernel.h"
#include "policy/decide/policy.h"

namespace portlaw::containers {

// Runtime of a container that only the pinned maps of an earlier agent know.
inline constexpr std::string_view kRestoredRuntime = "restored";

// What is known of who bound.
struct Who {
  std::shared_ptr<const KnownContainer> container;  // null: a process of the host, or nobody knows
  std::string cgroup;                               // path; empty where it is not known
  bool engine = false;  // a container engine's own process, on a port it has not published for anybody
};

struct RosterCounts {
  std::size_t cgroups = 0;
  std::size_t containers = 0;
  std::size_t pending = 0;
  std::size_t rows = 0;
  std::uint64_t without_row = 0;  // identities that found all rows taken
  std::size_t births = 0;         // containers of engines, running or not, that the kernel knows by their id
  std::uint64_t store_errors = 0;
};

struct NamedSource {
  std::string_view name;
  std::unique_ptr<IdentitySource> source;
};

// A container as `status` lists it.
struct RosterEntry {
  CgroupId cgroup = 0;
  Row row = 0;
  std::string path;
  KnownContainer container;
};

// Loop thread only. Until GoLive nothing is written to the store, so that a start that fails changes nothing.
//
// The order of a start: Restore, SetSources, Configure, OnCreated for each cgroup; then the policy is installed with
// NamedRows and told by UsePolicy; then GoLive.
class Roster : public IdentitySink {
 public:
  // `store` outlives the roster.
  explicit Roster(SubjectStore& store, std::uint32_t max_rows = kMaxNamedRows);

  // What an earlier agent left in the kernel. A container is still the same where no source knows better.
  void Restore(const std::vector<kernel::NamedRow>& rows, const std::vector<kernel::SubjectEntry>& subjects,
               const std::vector<kernel::Birth>& births = {});

  // Takes the sources in their order of precedence. Configure comes next.
  void SetSources(std::vector<NamedSource> sources);
  const std::vector<NamedSource>& sources() const { return sources_; }
  // Hands `settings` to the sources, and asks again about every cgroup where that may matter.
  void Configure(const Settings& settings);

  // The policy in force, by which rows that are added from now on get their meaning, and claims are let pass.
  void UsePolicy(std::shared_ptr<const CompiledPolicy> policy);
  // Every row in use, resolved against `policy`: for Kernel::InstallPolicy.
  std::vector<kernel::NamedRow> NamedRows(const CompiledPolicy& policy) const { return rows_.All(policy); }
  // Writes what is known to the store, and from now on every change at once.
  Result<void> GoLive();

  // A cgroup exists. The first is the root of all others (its parent is not looked at); one whose parent is not known
  // is passed over. Known ones are left alone.
  void OnCreated(const Cgroup& cgroup);
  // A cgroup is gone. What it was is remembered for a while, for events that are still under way.
  void OnRemoved(CgroupId cgroup);
  // The walk that just ended called OnCreated for all that there is: all others are gone.
  void BeginWalk() { nodes_.BeginWalk(); }
  void EndWalk();

  // Somebody who may says who `cgroup` is (run --as, an OCI hook). Done in the kernel when it returns.
  Result<void> Register(CgroupId cgroup, const KnownContainer& container);

  void Answered(std::string_view source, CgroupId cgroup, Answer answer) override;
  void HasContainer(std::string_view engine, const KnownContainer& container) override;
  void HasContainerNoMore(std::string_view engine, const std::string& id) override;
  void HasNoOthers(std::string_view engine) override;
  void TrustsUsers(const std::set<std::uint32_t>& users) override;
  void EngineFound(std::string_view engine, EngineProcesses processes) override;
  void Published(std::string_view engine, std::vector<PublishedPort> ports) override;
  void Exposed(CgroupId cgroup, const PublishedPort& port, bool chosen) override;
  void EngineGone(std::string_view engine) override;

  // Tells whose a cgroup's directory is, by its path; without it, root's.
  using OwnerOf = std::function<std::uint32_t(const std::string& path)>;
  void SetOwnerOf(OwnerOf owner_of) { owner_of_ = std::move(owner_of); }

  // Who is told of exposed ports.
  using OnExposed = std::function<void(CgroupId cgroup, const PublishedPort& port, bool chosen)>;
  void SetOnExposed(OnExposed on_exposed) { on_exposed_ = std::move(on_exposed); }

  // Who is told of a container whose claim to its name was refused, and why; once for each claim.
  using OnImpostor = std::function<void(CgroupId cgroup, const KnownContainer& container, const std::string& why)>;
  void SetOnImpostor(OnImpostor on_impostor) { on_impostor_ = std::move(on_impostor); }

  // Who binds `port` from `cgroup`, whose subject's `owner` and `row` the kernel told.
  Who Find(CgroupId cgroup, CgroupId owner, Row row, Port port, Protocol protocol) const;
  // Who holds a socket at `port` in `cgroup`. Which program has it is not looked at: a port that a daemon published is
  // taken for its container's wherever it is held in the daemon's cgroup.
  Who FindHolder(CgroupId cgroup, Port port, Protocol protocol) const;
  std::string PathOf(CgroupId cgroup) const { return nodes_.PathOf(cgroup); }
  // What the kernel is, or would be, told of `cgroup`; none where there is no such cgroup (any more).
  std::optional<kernel::SubjectEntry> SubjectOf(CgroupId cgroup) const;
  bool Knows(CgroupId cgroup) const { return nodes_.Find(cgroup) != nullptr; }

  // Frees rows and memories that nobody has used since `before`.
  void Sweep(Clock::time_point before);

  RosterCounts Counts() const;
  // Of the containers whose cgroup was made under our eyes.
  const WaitTimes& Waits() const { return waits_; }
  // The containers, at most `limit`.
  std::vector<RosterEntry> Containers(std::size_t limit) const;

 private:
  Answer Ask(const Node& node, std::size_t first_source);
  void AskAgain(CgroupId cgroup);
  void Take(Node& node, Answer answer);
  void TakeNothing(Node& node, Claim otherwise, std::shared_ptr<const KnownContainer> container = nullptr);
  bool RestoreNode(Node& node);
  bool Refuses(const Node& node, const KnownContainer& container);
  bool IsClaimedByRoots(const Subject& subject) const;
  Row RowAtBirth(const KnownContainer& container);
  Row RowOf(const KnownContainer& container);
  Result<void> Write(Node& node);
  Subject SubjectOfPublisher(const CompiledPolicy& policy, const KnownContainer& container) const;

  kernel::SubjectEntry StandingOf(const Node& node);
  kernel::SubjectEntry Inherited(const Node& node) const;
  Result<void> Settle(CgroupId cgroup);
  Result<void> SetStanding(Node& node, const kernel::SubjectEntry& standing);
  void NoteWait(Node& node);
  void EngineChanged(std::string_view engine, CgroupId old_cgroup);

  std::shared_ptr<const KnownContainer> ContainerOf(const SubjectKey& key, Port port, Protocol protocol) const;
  std::shared_ptr<const KnownContainer> ContainerOf(const Node& node) const;

  CgroupNodes nodes_;
  PublishedPorts published_;
  SubjectRows rows_;
  Births births_;
  std::vector<NamedSource> sources_;
  std::unordered_map<CgroupId, kernel::SubjectEntry> restored_;
  OwnerOf owner_of_;
  OnExposed on_exposed_;
  OnImpostor on_impostor_;
  WaitTimes waits_;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ROSTER_H_
