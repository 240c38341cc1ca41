// SPDX-License-Identifier: Apache-2.0
// Who is each cgroup: the tree of cgroups as the agent knows it, and the rows and subjects that the kernel is given.
#ifndef PORTLAW_AGENT_CONTAINERS_ROSTER_H_
#define PORTLAW_AGENT_CONTAINERS_ROSTER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/containers/identity_source.h"
#include "agent/containers/row_book.h"
#include "agent/containers/wait_times.h"
#include "agent/kernel/kernel.h"
#include "policy/decide/policy.h"

namespace portlaw::containers {

// The part of the kernel that the roster writes to.
class SubjectStore {
 public:
  virtual ~SubjectStore() = default;
  virtual Result<void> AddRow(const kernel::NamedRow& row) = 0;
  virtual Result<void> RemoveRow(Row row) = 0;
  virtual Result<void> SetSubject(const kernel::SubjectEntry& entry) = 0;
  virtual Result<void> RemoveSubject(CgroupId cgroup) = 0;
  // The program files of all engines, each with its engine's row; they replace those before.
  virtual Result<void> SetEnginePrograms(const std::vector<kernel::EngineProgram>&) { return {}; }
};

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
// The order of a start: Restore, SetSources, Configure, Made for each cgroup; then the policy is installed with
// NamedRows and told by UsePolicy; then GoLive.
class Roster : public IdentitySink {
 public:
  // `store` outlives the roster.
  explicit Roster(SubjectStore& store, std::uint32_t max_rows = kMaxNamedRows);

  // What an earlier agent left in the kernel. A container is still the same where no source knows better.
  void Restore(const std::vector<kernel::NamedRow>& rows, const std::vector<kernel::SubjectEntry>& subjects);

  // Takes the sources in their order of precedence. Configure comes next.
  void SetSources(std::vector<NamedSource> sources);
  const std::vector<NamedSource>& sources() const { return sources_; }
  // Hands `settings` to the sources, and asks again about every cgroup where that may matter.
  void Configure(const Settings& settings);

  // The policy in force, by which rows that are added from now on get their meaning.
  void UsePolicy(std::shared_ptr<const CompiledPolicy> policy) { policy_ = std::move(policy); }
  // Every row in use, resolved against `policy`: for Kernel::InstallPolicy.
  std::vector<kernel::NamedRow> NamedRows(const CompiledPolicy& policy) const;
  // Writes what is known to the store, and from now on every change at once.
  Result<void> GoLive();

  // A cgroup exists. The first is the root of all others (its parent is not looked at); one whose parent is not known
  // is passed over. Known ones are left alone.
  void Made(const Cgroup& cgroup);
  // A cgroup is gone. What it was is remembered for a while, for events that are still under way.
  void Gone(CgroupId cgroup);
  // The walk that just ended called Made for all that there is: all others are gone.
  void BeginWalk();
  void EndWalk();

  // Somebody who may says who `cgroup` is (run --as, an OCI hook). Done in the kernel when it returns.
  Result<void> Register(CgroupId cgroup, const KnownContainer& container);

  void Answered(std::string_view source, CgroupId cgroup, Answer answer) override;
  void EnginePrograms(std::string_view engine, std::vector<ProgramFile> programs) override;
  void Published(std::string_view engine, CgroupId binder, std::vector<PublishedPort> ports) override;
  void Exposed(CgroupId cgroup, const PublishedPort& port, bool chosen) override;
  void Unpublished(std::string_view engine, CgroupId binder) override;

  // Who is told of exposed ports.
  using OnExposed = std::function<void(CgroupId cgroup, const PublishedPort& port, bool chosen)>;
  void SetOnExposed(OnExposed on_exposed) { on_exposed_ = std::move(on_exposed); }

  // Who binds `port` from `cgroup`, whose subject's `owner` and `row` the kernel told.
  Who Find(CgroupId cgroup, CgroupId owner, Row row, Port port, Protocol protocol) const;
  std::string PathOf(CgroupId cgroup) const;
  // What the kernel is, or would be, told of `cgroup`; none where there is no such cgroup (any more).
  std::optional<kernel::SubjectEntry> SubjectOf(CgroupId cgroup) const;
  bool Knows(CgroupId cgroup) const { return nodes_.contains(cgroup); }

  // Frees rows and memories that nobody has used since `before`.
  void Sweep(Clock::time_point before);

  RosterCounts Counts() const;
  // Of the containers whose cgroup was made under our eyes.
  const WaitTimes& Waits() const { return waits_; }
  // The containers, at most `limit`.
  std::vector<RosterEntry> Containers(std::size_t limit) const;

 private:
  // What a cgroup was said to be. kRegistered and kRestored hold until a source says otherwise.
  enum class Claim : std::uint8_t { kNone, kLater, kParent, kNameless, kKnown, kRegistered, kRestored, kEngine };

  // What the kernel is told of a cgroup.
  struct Standing {
    Row row = 0;
    CgroupId owner = 0;
    bool container_parent = false;

    bool operator==(const Standing&) const = default;
  };

  struct Node {
    CgroupId id = 0;
    CgroupId parent = 0;
    std::string leaf;  // last component of the path; of the root, the whole path
    Claim claim = Claim::kNone;
    bool later = false;         // a source has promised an answer
    bool seen = true;           // by the walk under way
    bool written = false;       // the store has `standing`
    std::uint64_t made_ns = 0;  // 0: not known, or no longer of interest
    Standing standing;
    std::shared_ptr<const KnownContainer> container;
    std::vector<CgroupId> children;
  };

  // A cgroup that is gone.
  struct Memory {
    CgroupId cgroup = 0;
    std::string path;
    std::shared_ptr<const KnownContainer> container;
    Clock::time_point gone;
  };

  struct Engine {
    CgroupId binder = 0;
    std::vector<ProgramFile> programs;
    std::optional<Row> row;  // counted for the programs
    std::map<std::pair<Port, Protocol>, std::shared_ptr<const KnownContainer>> ports;
  };

  Node* At(CgroupId cgroup);
  const Node* At(CgroupId cgroup) const;
  Node* Insert(const Cgroup& cgroup);
  Answer Ask(const Node& node, std::size_t first_source);
  void Take(Node& node, Answer answer);
  void TakeNothing(Node& node, Claim otherwise, std::shared_ptr<const KnownContainer> container = nullptr);
  void AskAgain();
  bool RestoreNode(Node& node);
  Result<void> Settle(CgroupId cgroup);
  Standing StandingOf(const Node& node);
  Standing Inherited(const Node& node) const;
  Result<void> Stand(Node& node, Standing standing);
  void NoteWait(Node& node);
  std::optional<Row> RowFor(const ContainerIdentity& identity);
  kernel::NamedRow Resolved(Row row, const ContainerIdentity& identity, const CompiledPolicy& policy) const;
  Result<void> Write(const Node& node);
  Result<void> Counted(Result<void> result, std::string_view what);
  void Forget(CgroupId cgroup);
  void ForgetOne(Node& node);
  void BecomeEngine(std::string_view engine, CgroupId binder);
  bool SameBinder(const Engine& a, const Engine& b) const;
  void WriteEngineRow(std::string_view engine);
  Result<void> WritePrograms();
  void DropPrograms(Engine& engine);
  void LeaveCgroup(CgroupId binder);
  const std::string* EngineAt(CgroupId binder) const;
  std::shared_ptr<const KnownContainer> PublishedBy(std::string_view name, Port port, Protocol protocol) const;
  std::shared_ptr<const KnownContainer> ContainerAt(CgroupId cgroup) const;
  std::shared_ptr<const KnownContainer> AsAudited(std::shared_ptr<const KnownContainer> container) const;

  SubjectStore& store_;
  RowBook book_;
  std::shared_ptr<const CompiledPolicy> policy_;
  std::vector<NamedSource> sources_;
  std::unordered_map<CgroupId, Node> nodes_;
  CgroupId root_ = 0;
  std::unordered_map<CgroupId, kernel::SubjectEntry> restored_;
  std::map<std::string, Engine, std::less<>> engines_;
  std::deque<Memory> memories_;  // oldest first
  OnExposed on_exposed_;
  bool live_ = false;
  WaitTimes waits_;
  std::uint64_t without_row_ = 0;
  std::uint64_t store_errors_ = 0;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ROSTER_H_
