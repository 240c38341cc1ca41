// SPDX-License-Identifier: Apache-2.0
// The policy in force, in the kernel: a table (an array map) made from a TableImage, and the pointer to it.
#ifndef PORTLAW_AGENT_KERNEL_POLICY_TABLE_H_
#define PORTLAW_AGENT_KERNEL_POLICY_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "agent/io/unique_fd.h"
#include "agent/kernel/kernel.h"
#include "agent/kernel/lower.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

class PolicyTable {
 public:
  // `policy_fd`: the map `policy`, an array of one table; owned by the caller. Finds the table in force, if any.
  explicit PolicyTable(int policy_fd);

  std::uint64_t Generation() const { return generation_; }

  // Puts a new table in force with one pointer swap. When it returns no program reads the one before. On an error
  // that one is still in force. `header` is what a table says besides the policy.
  Result<void> Install(const CompiledPolicy& policy, const portlaw_header& header, const std::vector<NamedRow>& named);

  // Writes a row into the table in force, pages before the directory; where it does not fit, a larger table takes
  // its place. Error: nothing has been installed by this object.
  Result<void> AddRow(const NamedRow& row);

  // The table in force; -1 if there is none.
  int fd() const { return table_.get(); }

 private:
  Result<void> AddInPlace(const NamedRow& row);
  Result<void> Rebuild();
  Result<void> PutInForce(const TableImage& image);

  int policy_fd_;
  io::UniqueFd table_;
  std::uint32_t table_entries_ = 0;
  std::uint64_t generation_ = 0;
  portlaw_header header_ = {};
  std::optional<TableImage> image_;
  bool image_is_ahead_ = false;   // of the table: a write has failed, and only a new table mends that
  std::map<Row, NamedRow> rows_;  // for when the table has to grow
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_POLICY_TABLE_H_
