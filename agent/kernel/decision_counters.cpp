// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/decision_counters.h"

#include <bpf/libbpf.h>
#include <netinet/in.h>

#include <numeric>

namespace portlaw::kernel {

namespace {

struct FaultText {
  const char* name;
  const char* meaning;
};

// In the order of enum portlaw_fault.
constexpr FaultText kFaults[] = {
    {"no-table", "binds passed because no policy was loaded"},
    {"no-rule", "binds passed because the policy table had no verdict for them"},
    {"no-subject", "binds of a cgroup that was not known, decided as pending"},
    {"subjects-full", "new cgroups that found no room in the map of subjects"},
    {"decisions-full", "decisions counted in a sum, because the map of counters was full"},
    {"owner-keys-full", "decisions counted in a sum, because their container has bound too many different ports"},
    {"not-counted", "decisions that could not be counted at all"},
    {"cgroup-event-lost", "new or dead cgroups that the agent was not told of, because the ring was full"},
    {"mark-lost", "binds told of twice, or held to a port that the kernel chose, because memory was short"},
};
static_assert(std::size(kFaults) == PORTLAW_FAULT_COUNT);

DecisionCount CountOf(const portlaw_decision_key& key, const portlaw_decision_count& count) {
  DecisionCount decision;
  decision.owner = key.owner;
  decision.row = key.row;
  decision.overflow = key.verdict == 0;
  decision.port = key.port;
  decision.protocol = static_cast<Protocol>(key.protocol);
  decision.action = static_cast<Action>(PORTLAW_ACTION(key.verdict));
  decision.reason = static_cast<Reason>(PORTLAW_REASON(key.verdict));
  decision.decided = count.decided;
  decision.emitted = count.emitted;
  decision.suppressed = count.suppressed;
  decision.dropped = count.dropped;
  return decision;
}

void Add(portlaw_decision_count& sum, const portlaw_decision_count& count) {
  sum.decided += count.decided;
  sum.emitted += count.emitted;
  sum.suppressed += count.suppressed;
  sum.dropped += count.dropped;
}

// Of one element of a per-CPU array.
std::optional<std::uint64_t> SumOverCpus(int map_fd, std::uint32_t index) {
  std::vector<std::uint64_t> per_cpu(static_cast<std::size_t>(libbpf_num_possible_cpus()));
  if (bpf_map_lookup_elem(map_fd, &index, per_cpu.data()) != 0) return std::nullopt;
  return std::accumulate(per_cpu.begin(), per_cpu.end(), std::uint64_t{0});
}

}  // namespace

static_assert(static_cast<int>(Protocol::kTcp) == PORTLAW_SLOT_TCP);
static_assert(static_cast<int>(Protocol::kUdp) == PORTLAW_SLOT_UDP);
static_assert(static_cast<int>(Protocol::kSctp) == PORTLAW_SLOT_SCTP);

Protocol ProtocolOf(int ip_protocol) {
  switch (ip_protocol) {
    case IPPROTO_TCP:
      return Protocol::kTcp;
    case IPPROTO_UDP:
    case IPPROTO_UDPLITE:
      return Protocol::kUdp;
    case IPPROTO_SCTP:
      return Protocol::kSctp;
    default:
      return Protocol::kAny;
  }
}

Result<void> DecisionCounters::MakeOverflowKeys() {
  const portlaw_decision_key of_all = {};
  for (Map& map : live_)
    if (const auto made = map.Find(of_all) ? Result<void>() : map.Put(of_all, {}); !made) return made;
  return {};
}

Result<std::vector<DecisionCount>> DecisionCounters::All() const {
  std::vector<DecisionCount> decisions;
  for (const Map* map : {&live_[0], &live_[1], &retired_}) {
    const auto all = map->All();
    if (!all) return tl::unexpected(all.error());
    for (const auto& [key, count] : *all)
      if (count.decided != 0) decisions.push_back(CountOf(key, count));
  }
  return decisions;
}

Result<void> DecisionCounters::Retire(const std::unordered_set<CgroupId>& owners) {
  return RetireWhere([&](CgroupId owner) { return owners.contains(owner); });
}

Result<void> DecisionCounters::RetireAllBut(const std::unordered_set<CgroupId>& living) {
  return RetireWhere([&](CgroupId owner) { return !living.contains(owner); });
}

Result<void> DecisionCounters::RetireWhere(const std::function<bool(CgroupId owner)>& is_gone) {
  for (Map& map : live_) {
    const auto all = map.All();
    if (!all) return tl::unexpected(all.error());
    for (const auto& [key, count] : *all) {
      const bool of_cgroup = key.owner != 0 && (key.owner & PORTLAW_OWNER_IS_USER) == 0;
      if (!of_cgroup || !is_gone(key.owner)) continue;
      if (const auto added = AddToRetired(key, count); !added) return added;
      map.Erase(key);
    }
  }
  return {};
}

Result<void> DecisionCounters::AddToRetired(portlaw_decision_key key, const portlaw_decision_count& count) {
  key.owner = 0;
  const auto add = [&] {
    portlaw_decision_count sum = retired_.Find(key).value_or(portlaw_decision_count{});
    Add(sum, count);
    return retired_.Put(key, sum);
  };
  if (add()) return {};
  key = {};
  return add();
}

std::uint64_t ReadUnjudged(int unjudged_fd) { return SumOverCpus(unjudged_fd, 0).value_or(0); }

std::vector<FaultCount> ReadFaults(int faults_fd) {
  std::vector<FaultCount> faults;
  for (std::uint32_t i = 0; i < PORTLAW_FAULT_COUNT; ++i)
    if (const auto sum = SumOverCpus(faults_fd, i)) faults.push_back({kFaults[i].name, kFaults[i].meaning, *sum});
  return faults;
}

}  // namespace portlaw::kernel
