// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/kernel.h"

#include <fcntl.h>

#include <ctime>
#include <fstream>
#include <set>
#include <unordered_set>

#include "agent/io/unique_fd.h"
#include "agent/kernel/birth_map.h"
#include "agent/kernel/cgroup_tree.h"
#include "agent/kernel/decision_counters.h"
#include "agent/kernel/engine_programs.h"
#include "agent/kernel/event_ring.h"
#include "agent/kernel/foreign_programs.h"
#include "agent/kernel/hook_guard.h"
#include "agent/kernel/hooks.h"
#include "agent/kernel/pins.h"
#include "agent/kernel/policy_table.h"
#include "agent/kernel/probe.h"
#include "agent/kernel/programs.h"
#include "agent/kernel/reserved_ports.h"
#include "agent/kernel/subject_map.h"
#include "agent/kernel/system_error.h"

namespace portlaw::kernel {

namespace {

// Counters of dead owners are moved away in lots: each time all keys are looked at.
constexpr std::size_t kRetireLot = 256;

Result<std::string> CgroupRootOf(const KernelOptions& options) {
  return options.cgroup_root.empty() ? FindCgroup2Mount() : Result<std::string>(options.cgroup_root);
}

Result<void> CheckHost(const KernelOptions& options, const std::string& cgroup_root) {
  if (const auto done = CheckBtf(); !done) return done;
  if (const auto done = CheckCgroup2(cgroup_root); !done) return done;
  return CheckBpffs(options.pin_root);
}

// "memlock: 4096" of a map's fdinfo: what the kernel has allocated for it.
std::uint64_t MemoryOf(int map_fd) {
  std::ifstream about("/proc/self/fdinfo/" + std::to_string(map_fd));
  for (std::string key; about >> key;) {
    std::uint64_t bytes = 0;
    if (key == "memlock:" && about >> bytes) return bytes;
  }
  return 0;
}

}  // namespace

class Kernel::Impl {
 public:
  Impl(KernelOptions options, Pins pins, Programs programs, EventRing ring, PolicyTable table,
       MappedArray<std::uint64_t> subject_cache, ReservedPorts reserved_ports, std::string cgroup_root)
      : options(std::move(options)),
        cgroup_root(std::move(cgroup_root)),
        pins(std::move(pins)),
        programs(std::move(programs)),
        ring(std::move(ring)),
        table(std::move(table)),
        subjects(this->programs.Map("subjects"), std::move(subject_cache)),
        reserved_ports(std::move(reserved_ports)),
        names(this->programs.Map("names")),
        births(this->programs.Map("births"), this->programs.Map("born")),
        heartbeat(this->programs.Map("heartbeat"), "heartbeat"),
        engine_programs(this->programs.Map("engine_programs"), this->programs.Map("engine_filter")),
        counters(this->programs.Map("decisions"), this->programs.Map("nameless"), this->programs.Map("retired")),
        guard(this->programs.hooks(), this->pins) {}

  Result<void> AdoptUnknownCgroups();
  void NoteGone(const CgroupEvent& event);
  Result<void> RetireTheDead();
  std::vector<Tampering> Mend();
  std::vector<Tampering> NotToldYet(std::vector<Tampering> found);

  KernelOptions options;
  std::string cgroup_root;
  Pins pins;
  Programs programs;
  EventRing ring;
  PolicyTable table;
  SubjectMap subjects;
  ReservedPorts reserved_ports;
  NameMap names;
  BirthMap births;
  BpfMap<std::uint32_t, std::uint64_t> heartbeat;
  EnginePrograms engine_programs;
  DecisionCounters counters;
  HookGuard guard;
  io::UniqueFd cgroup;                    // the root, from Attach on
  std::set<std::string> told_broken;      // what could not be mended when it was last tried
  std::vector<CgroupEvent> adopted;       // for the next Drain
  std::unordered_set<CgroupId> departed;  // whose counters are still under their own keys
};

Result<Kernel> Kernel::Open(const KernelOptions& options) {
  if (const auto root = CheckRoot(); !root) return tl::unexpected(root.error());
  const auto cgroup_root = CgroupRootOf(options);
  if (!cgroup_root) return tl::unexpected(cgroup_root.error());
  if (const auto checked = CheckHost(options, *cgroup_root); !checked) return tl::unexpected(checked.error());
  const auto cgroup = CgroupIdOf(*cgroup_root);
  if (!cgroup) return tl::unexpected(cgroup.error());
  auto pins = Pins::Open(options.pin_root);
  if (!pins) return tl::unexpected(pins.error());
  if (const auto checked = CheckPinnedCgroup(*pins, *cgroup); !checked) return tl::unexpected(checked.error());
  auto programs = Programs::Load(options, *pins);
  if (!programs) return tl::unexpected(programs.error());
  auto ring = EventRing::Make(programs->Map("events"), programs->Map("cgroup_events"));
  if (!ring) return tl::unexpected(ring.error());
  auto table = PolicyTable::Open(programs->Map("policy"), programs->Map("in_force"));
  if (!table) return tl::unexpected(table.error());
  auto cache = MappedArray<std::uint64_t>::Map(programs->Map("subject_cache"));
  if (!cache) return tl::unexpected(cache.error());
  auto reserved = ReservedPorts::Open(programs->Map("reserved_ports"));
  if (!reserved) return tl::unexpected(reserved.error());
  auto impl = std::make_unique<Impl>(options, std::move(*pins), std::move(*programs), std::move(*ring),
                                     std::move(*table), std::move(*cache), std::move(*reserved), *cgroup_root);
  if (const auto made = impl->counters.MakeOverflowKeys(); !made) return tl::unexpected(made.error());
  return Kernel(std::move(impl));
}

Kernel::Kernel(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Kernel::Kernel(Kernel&&) noexcept = default;
Kernel& Kernel::operator=(Kernel&&) noexcept = default;
Kernel::~Kernel() = default;

Result<void> Kernel::InstallPolicy(const CompiledPolicy& policy, std::uint64_t generation,
                                   const std::vector<NamedRow>& named) {
  if (generation <= Generation())
    return Fail({}, "generation " + std::to_string(generation) + " is not newer than the policy in force, " +
                        std::to_string(Generation()));
  const auto netns = OwnNetns();
  if (!netns) return tl::unexpected(netns.error());
  portlaw_header header = {};
  header.generation = generation;
  header.host_netns_cookie = netns->cookie;
  header.host_netns_inode = netns->inode;
  header.keys_per_owner = impl_->options.keys_per_owner;
  for (const NamedRow& row : named)
    if (const auto set = impl_->names.Set(row.row, row.key); !set) return set;
  return impl_->table.Install(policy, header, named);
}

Result<void> Kernel::ReservePorts(const CompiledPolicy& policy) {
  const bool wanted = policy.settings().reserve_ephemeral;
  return impl_->reserved_ports.Set(wanted ? ClaimedPorts(policy) : std::vector<PortRange>());
}

std::uint64_t Kernel::Generation() const { return impl_->table.Generation(); }

Result<void> Kernel::Attach() {
  io::UniqueFd cgroup(::open(impl_->cgroup_root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!cgroup.valid()) return FailWithErrno("cannot open " + impl_->cgroup_root);
  const auto attached =
      AttachHooks(impl_->programs.hooks(), impl_->pins, cgroup.get(), [this] { return impl_->AdoptUnknownCgroups(); });
  if (!attached) return attached;
  if (const auto retired = impl_->RetireTheDead(); !retired) return retired;
  impl_->guard = HookGuard(impl_->programs.hooks(), impl_->pins);
  impl_->cgroup = std::move(cgroup);
  return impl_->pins.RemoveOtherAbis();
}

// From here on the hook at mkdir sees every new cgroup; these are older, but younger than the caller's walk.
Result<void> Kernel::Impl::AdoptUnknownCgroups() {
  Result<void> result;
  const auto adopt = [&](CgroupId id, const std::string& path, CgroupId parent) {
    const auto inherited = subjects.Inherit(id, parent);
    if (!inherited) result = tl::unexpected(inherited.error());
    if (inherited.value_or(false)) adopted.push_back({0, true, id, parent, path});
  };
  if (const auto walked = WalkCgroups(cgroup_root, adopt); !walked) return walked;
  return result;
}

std::vector<HookState> Kernel::Hooks() const { return impl_->guard.Look(); }

std::vector<Tampering> Kernel::Mend() {
  return impl_->cgroup.valid() ? impl_->NotToldYet(impl_->Mend()) : std::vector<Tampering>();
}

std::vector<Tampering> Kernel::Impl::Mend() {
  std::vector<Tampering> found;
  const auto ground = pins.Restore();
  if (!ground || *ground)
    found.push_back({"the pins' directory " + pins.root() + " was removed", ground ? "" : ToString(ground.error())});
  const auto maps = programs.PinMaps(pins);
  if (!maps || !maps->empty())
    found.push_back({"maps were unpinned" + (maps ? ": " + *maps : ""), maps ? "" : ToString(maps.error())});
  for (Tampering& hook : guard.Mend(pins, cgroup.get())) found.push_back(std::move(hook));
  return found;
}

// What stays broken is found again and again.
std::vector<Tampering> Kernel::Impl::NotToldYet(std::vector<Tampering> found) {
  std::set<std::string> broken;
  for (const Tampering& tampering : found)
    if (!tampering.failed.empty()) broken.insert(tampering.what);
  std::erase_if(found, [&](const Tampering& tampering) {
    return !tampering.failed.empty() && told_broken.contains(tampering.what);
  });
  told_broken = std::move(broken);
  return found;
}

std::vector<ForeignProgram> Kernel::ForeignPrograms() const {
  return FindForeignPrograms(impl_->cgroup.get(), impl_->guard.Programs());
}

Result<void> Kernel::AddRow(const NamedRow& row) {
  if (const auto named = impl_->names.Set(row.row, row.key); !named) return named;
  return impl_->table.AddRow(row);
}

Result<void> Kernel::RemoveRow(Row row) {
  impl_->names.Remove(row);
  return {};
}

Result<std::vector<NamedRow>> Kernel::Rows() const { return impl_->names.All(); }

Result<void> Kernel::SetSubject(const SubjectEntry& entry) { return impl_->subjects.Set(entry); }

Result<void> Kernel::RemoveSubject(CgroupId cgroup) {
  impl_->subjects.Remove(cgroup);
  return {};
}

Result<std::vector<SubjectEntry>> Kernel::Subjects() const { return impl_->subjects.All(); }

Result<void> Kernel::SetBirth(const Birth& birth) { return impl_->births.Set(birth); }

void Kernel::RemoveBirth(const std::string& id) { impl_->births.Remove(id); }

Result<std::vector<Birth>> Kernel::Births() const { return impl_->births.All(); }

void Kernel::NoteBorn(const std::string& id, CgroupId cgroup) { impl_->births.NoteBorn(id, cgroup); }

// CLOCK_MONOTONIC is the programs' clock (bpf_ktime_get_ns).
void Kernel::Beat() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  std::ignore = impl_->heartbeat.Put(0, static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec);
}

Result<void> Kernel::SetEnginePrograms(const std::vector<EngineProgram>& programs) {
  return impl_->engine_programs.Set(programs);
}

int Kernel::EventsFd() const { return impl_->ring.fd(); }

void Kernel::Drain(const std::function<void(const BindEvent&)>& on_bind,
                   const std::function<void(const CgroupEvent&)>& on_cgroup) {
  for (const CgroupEvent& event : std::exchange(impl_->adopted, {})) on_cgroup(event);
  impl_->ring.Drain(on_bind, [&](const CgroupEvent& event) {
    if (!event.made) impl_->NoteGone(event);
    on_cgroup(event);
  });
}

// One cgroup's death may wait: its counters are found either way.
void Kernel::Impl::NoteGone(const CgroupEvent& event) {
  departed.insert(event.cgroup);
  if (departed.size() < kRetireLot) return;
  if (counters.Retire(departed)) departed.clear();
}

// Owners that died while no agent looked. The subjects are those of the living by now.
Result<void> Kernel::Impl::RetireTheDead() {
  const auto all = subjects.All();
  if (!all) return tl::unexpected(all.error());
  std::unordered_set<CgroupId> living;
  for (const SubjectEntry& entry : *all) living.insert(entry.cgroup);
  return counters.RetireAllBut(living);
}

Result<std::vector<DecisionCount>> Kernel::Decisions() const { return impl_->counters.All(); }

std::uint64_t Kernel::Unjudged() const { return ReadUnjudged(impl_->programs.Map("unjudged")); }

std::vector<FaultCount> Kernel::Faults() const { return ReadFaults(impl_->programs.Map("faults")); }

std::uint64_t Kernel::MemoryBytes() const {
  std::uint64_t bytes = 0;
  for (const int map : impl_->programs.Maps()) bytes += MemoryOf(map);
  return bytes;
}

Result<bool> Kernel::Unload(const std::string& pin_root) {
  if (const auto root = CheckRoot(); !root) return tl::unexpected(root.error());
  const io::UniqueFd reserved = OpenPin(Pins::PathBelow(pin_root, "reserved_ports"));
  auto removed = Pins::RemoveAll(pin_root);
  if (!removed || !reserved.valid()) return removed;
  auto ports = ReservedPorts::Open(reserved.get());
  if (!ports) return tl::unexpected(ports.error());
  if (const auto restored = ports->Set({}); !restored) return tl::unexpected(restored.error());
  return removed;
}

}  // namespace portlaw::kernel
