// SPDX-License-Identifier: Apache-2.0
// The policy in force, in the kernel: two tables in one map, each made from a TableImage, and which of them counts.
#ifndef PORTLAW_AGENT_KERNEL_POLICY_TABLE_H_
#define PORTLAW_AGENT_KERNEL_POLICY_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "agent/kernel/grace_period.h"
#include "agent/kernel/kernel.h"
#include "agent/kernel/lower.h"
#include "agent/kernel/mapped_array.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

class PolicyTable {
 public:
  // The maps `policy` and `in_force`, which hold what an earlier agent has installed.
  static Result<PolicyTable> Open(int policy_fd, int in_force_fd);

  // 0: no policy has been installed.
  std::uint64_t Generation() const;

  // Writes a new table beside the one in force, and puts it in force with one store. On an error nothing has changed.
  // `header` is what a table says besides the policy.
  Result<void> Install(const CompiledPolicy& policy, const portlaw_header& header, const std::vector<NamedRow>& named);

  // Writes a row into the table in force, pages before the directory; where it has no room left for it, the other
  // table is made anew and takes its place. Errors: nothing has been installed by this object; no room there either.
  Result<void> AddRow(const NamedRow& row);

 private:
  PolicyTable(MappedArray<portlaw_page> pages, MappedArray<portlaw_in_force> in_force, GracePeriod grace)
      : pages_(std::move(pages)), in_force_(std::move(in_force)), grace_(std::move(grace)) {}

  std::uint32_t Capacity() const { return static_cast<std::uint32_t>(pages_.size() / 2); }  // entries of a table
  Result<TableImage> Build(const CompiledPolicy& policy, const portlaw_header& header,
                           const std::map<Row, NamedRow>& rows) const;
  bool AddInPlace(const NamedRow& row);
  Result<void> Rebuild();
  Result<void> PutInForce(TableImage image);

  MappedArray<portlaw_page> pages_;
  MappedArray<portlaw_in_force> in_force_;
  GracePeriod grace_;
  portlaw_header header_ = {};
  std::optional<TableImage> image_;
  std::map<Row, NamedRow> rows_;  // for when the table has to be made anew
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_POLICY_TABLE_H_
