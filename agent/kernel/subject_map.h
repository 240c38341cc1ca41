// SPDX-License-Identifier: Apache-2.0
// Who is each cgroup, and who is each row, in the kernel's maps.
#ifndef PORTLAW_AGENT_KERNEL_SUBJECT_MAP_H_
#define PORTLAW_AGENT_KERNEL_SUBJECT_MAP_H_

#include <optional>
#include <vector>

#include "agent/kernel/bpf_map.h"
#include "agent/kernel/kernel.h"
#include "agent/kernel/mapped_array.h"
#include "bpf/abi.h"

namespace portlaw::kernel {

class SubjectMap {
 public:
  SubjectMap(int fd, MappedArray<std::uint64_t> cache) : map_(fd, "subjects"), cache_(std::move(cache)) {}

  Result<void> Set(const SubjectEntry& entry);
  void Remove(CgroupId cgroup);
  std::optional<SubjectEntry> Find(CgroupId cgroup) const;
  Result<std::vector<SubjectEntry>> All() const;

  // Gives `cgroup` what its parent would have given it at mkdir, if it has nothing yet; whether it did.
  Result<bool> Inherit(CgroupId cgroup, CgroupId parent);

 private:
  // Puts `word` into the slot of `cgroup`.
  void Cache(std::uint64_t word, CgroupId cgroup);

  BpfMap<CgroupId, portlaw_subject> map_;
  MappedArray<std::uint64_t> cache_;
};

class NameMap {
 public:
  explicit NameMap(int fd) : map_(fd, "names") {}

  // Errors: a name too long to be remembered whole; the host, which has a row without a name.
  Result<void> Set(Row row, const SubjectKey& key);
  void Remove(Row row) { map_.Erase(row); }
  Result<std::vector<NamedRow>> All() const;

 private:
  BpfMap<Row, portlaw_name> map_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_SUBJECT_MAP_H_
