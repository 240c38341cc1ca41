// SPDX-License-Identifier: Apache-2.0
// The agent's one door to the kernel: programs, links, maps, rings and pins. Everything else in the agent speaks
// to this class in values; nothing else calls libbpf or knows abi.h. Used from the agent's loop thread only.
#ifndef PORTLAW_AGENT_KERNEL_KERNEL_H_
#define PORTLAW_AGENT_KERNEL_KERNEL_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/kernel/bind_event.h"
#include "policy/decide/policy.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

struct KernelOptions {
  std::string cgroup_root;                           // directory on a cgroup v2 mount; empty: that mount's root
  std::string pin_root = "/sys/fs/bpf/portlaw";      // on bpffs
  std::uint32_t max_subjects = 131072;               // cgroups
  std::uint32_t max_decisions = 65536;               // keys that are counted one by one
  std::uint32_t keys_per_owner = 1024;               // of these, at most so many for one container
  std::uint32_t max_rows = 16384;                    // names
  std::uint32_t table_entries = 16384;               // of each of the two policy tables, 1 KiB each
  std::uint32_t event_ring_bytes = 4 * 1024 * 1024;  // some 4,800 events; mapped twice, so it counts twice in the agent
  std::uint32_t cgroup_ring_bytes = 512 * 1024;
  bool tell_port_in_use = false;  // events of binds that fail with EADDRINUSE; each bind then costs a socket look-up
};

// A port that a row binds for somebody else (an engine that publishes a container's port): it is decided as theirs.
struct BorrowedPort {
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
  Subject subject;
};

// A row with a name: who it is, and how the policy in force sees it.
struct NamedRow {
  Row row = 0;
  SubjectKey key;
  Subject subject;
  std::vector<BorrowedPort> borrowed;  // at most one for a port and protocol; only engines have any
  bool audit = false;                  // what `subject` is denied is logged only; `borrowed` goes by its own modes
};

struct SubjectEntry {
  CgroupId cgroup = 0;
  Row row = 0;
  CgroupId owner = 0;
  bool container_parent = false;  // each child is a container: pending from its making
  bool host = false;              // its processes are the host's, or a service's; they may be an engine's

  bool operator==(const SubjectEntry&) const = default;
};

// A container that an engine has, running or not. A cgroup that is made for it (by `uid`, named after `id`, and no
// other such lives) has its row from the beginning, whether an agent runs or not.
struct Birth {
  std::string id;  // 64 lower-case hexadecimal digits
  Row row = 0;
  std::uint32_t uid = 0;  // in the initial user namespace
  std::string engine;     // whose container it is, for an agent that starts: at most 111 bytes

  bool operator==(const Birth&) const = default;
};

// Births that the kernel has room for.
inline constexpr std::size_t kMaxBirths = 4096;

// A program file of a container engine: a process of the host that runs it as `uid`, and in `cgroup`, is decided by the
// engine's row.
struct EngineProgram {
  std::uint64_t inode = 0;
  std::uint64_t device = 0;  // of its file system, as the kernel has it (/proc/self/mountinfo): major << 20 | minor
  CgroupId cgroup = 0;       // the owner of the process's subject; 0: any process of the host
  std::uint32_t uid = 0;     // in the initial user namespace
  Row row = 0;

  auto operator<=>(const EngineProgram&) const = default;
};

struct DecisionCount {
  CgroupId owner = 0;  // 0: not known, or gone
  Row row = 0;
  bool overflow = false;  // a sum of what got no key of its own: all between here and `decided` is unknown
  Port port = 0;
  Protocol protocol = Protocol::kAny;
  Action action = Action::kWarn;
  Reason reason = Reason::kUnallocated;
  std::uint64_t decided = 0;
  std::uint64_t emitted = 0;
  std::uint64_t suppressed = 0;
  std::uint64_t dropped = 0;
};

struct FaultCount {
  std::string name;     // "no-subject"
  std::string meaning;  // one sentence for people
  std::uint64_t count = 0;
};

// What is attached, and what this kernel refused.
struct HookState {
  std::string name;  // "cgroup/bind4"
  bool attached = false;
  bool required = true;  // enforcement needs it; else only some logging does
  bool refused = false;  // by this kernel: nobody expects it to be attached
  std::string lost;      // if not attached: why, and what is not covered
};

// Whether it should be attached and is not.
inline bool IsMissing(const HookState& hook) { return !hook.attached && (hook.required || !hook.refused); }

// Somebody has undone what the agent had done.
struct Tampering {
  std::string what;    // "cgroup/bind4 was detached"
  std::string failed;  // why it could not be mended; empty: it is as it was
};

// Another's program at one of our hooks.
struct ForeignProgram {
  std::string hook;  // "cgroup/bind4"
  std::uint32_t id = 0;
  std::string name;   // hostile: whoever loaded it chose it
  std::string flags;  // how it is attached: "multi", "override", "alone"; "above": to a cgroup above the agent's
};

class Kernel {
 public:
  // Loads the programs, or takes over what an earlier agent pinned under `pin_root`: its maps (so that subjects,
  // names, counters and the policy in force live on; they keep their sizes) and its links. Attaches nothing new yet.
  // Errors: no root, no BTF, no cgroup v2, no bpffs, another Kernel has `pin_root`, its links are at another cgroup,
  // a program refused (with the verifier's last lines).
  static Result<Kernel> Open(const KernelOptions& options);
  Kernel(Kernel&&) noexcept;
  Kernel& operator=(Kernel&&) noexcept;
  ~Kernel();  // leaves pins and links in place: enforcement goes on

  // Fills a table for `policy`, with rows for the classes and for `named`, and swaps it in. Atomic: on an error
  // the policy before stays in force. `generation` must be higher than that of the table in force.
  Result<void> InstallPolicy(const CompiledPolicy& policy, std::uint64_t generation,
                             const std::vector<NamedRow>& named);
  // Puts the ports that `policy` claims into the kernel's list of those that it chooses for nobody, if its settings say
  // so; else takes back what has been put there. Error: the list cannot be written.
  Result<void> ReservePorts(const CompiledPolicy& policy);
  // Generation of the table in force; 0 where there is none.
  std::uint64_t Generation() const;

  // Attaches every hook that is not attached yet and pins the links. All or nothing for the required ones.
  // Call it after the first InstallPolicy and after the subjects are in. A cgroup that was made since the subjects
  // were put in gets what its parent would have given it before any bind is decided; the next Drain tells of it.
  Result<void> Attach();
  // As the kernel has it now.
  std::vector<HookState> Hooks() const;
  // What of the links, the pins and their directory is not as Attach has left it; mended where that is possible. Each
  // is told once.
  std::vector<Tampering> Mend();
  std::vector<ForeignProgram> ForeignPrograms() const;

  // Gives `row` its meaning in the table in force, and remembers its name for an agent to come.
  // A row must be added before a subject refers to it. For a row in use the new meaning replaces the old one; each
  // bind meanwhile sees one or the other.
  Result<void> AddRow(const NamedRow& row);
  // Forgets the name of a row that no subject refers to any more; the row may be added anew.
  Result<void> RemoveRow(Row row);
  // Rows with names, as pinned. `subject` and `borrowed` are left empty: resolve them against the policy.
  Result<std::vector<NamedRow>> Rows() const;

  Result<void> SetSubject(const SubjectEntry& entry);
  Result<void> RemoveSubject(CgroupId cgroup);
  Result<std::vector<SubjectEntry>> Subjects() const;

  // Its row has been added. Replaces what was said of this id. Errors: no such id or engine; there are kMaxBirths.
  Result<void> SetBirth(const Birth& birth);
  void RemoveBirth(const std::string& id);
  Result<std::vector<Birth>> Births() const;
  // `cgroup` is the container of this id already: no other becomes it at its making, as long as this one lives.
  void NoteBorn(const std::string& id, CgroupId cgroup);

  // A sign of life, due each second: without it, whoever is pending is held to the setting pending_without_agent.
  void Beat();

  // The programs of all engines; they replace those before. Their rows have been added.
  Result<void> SetEnginePrograms(const std::vector<EngineProgram>& programs);

  // A descriptor that is readable while events wait (level-triggered); owned by the Kernel.
  int EventsFd() const;
  // Hands over waiting events, oldest first per kind; cgroup events before bind events. Does not block. Where very
  // many wait, some are left for the next call.
  void Drain(const std::function<void(const BindEvent&)>& on_bind,
             const std::function<void(const CgroupEvent&)>& on_cgroup);

  Result<std::vector<DecisionCount>> Decisions() const;
  std::vector<FaultCount> Faults() const;
  // Binds in private network namespaces that passed unjudged and would have been told of on the host.
  std::uint64_t Unjudged() const;
  std::uint64_t MemoryBytes() const;  // of all maps, as the kernel accounts it

  // Detaches and unpins everything under `pin_root`; works without a running agent, and when nothing is there
  // (false). The only way out. Error where a Kernel, in this process or another, holds `pin_root`.
  static Result<bool> Unload(const std::string& pin_root);

 private:
  class Impl;
  explicit Kernel(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_KERNEL_H_
