// SPDX-License-Identifier: Apache-2.0
// Lowering: the policy as the table that the kernel looks verdicts up in (bpf/abi.h, top). A pure function of the
// policy and the rows; kernel.cpp copies the image into a map entry by entry.
#ifndef PORTLAW_AGENT_KERNEL_LOWER_H_
#define PORTLAW_AGENT_KERNEL_LOWER_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "agent/kernel/kernel.h"
#include "bpf/abi.h"
#include "policy/decide/decide.h"
#include "policy/decide/policy.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

// Pages are numbered by 16 bits, so no table has more entries.
inline constexpr std::uint32_t kMaxTableEntries = 65536;

struct TableParameters {
  portlaw_header header = {};                    // what the caller knows; rows and rate limit are filled in
  std::uint32_t rows = 4096;                     // entries 1 .. rows-1 are directories; pages come after
  std::uint32_t max_entries = kMaxTableEntries;  // of the map, the header included
};

// An image of one table. Keeps the policy alive. One thread at a time.
class TableImage {
 public:
  // The classes' rows (host, unregistered, pending, unattended) and those of `named`. Errors: more rows or more
  // different pages than there are entries for.
  static Result<TableImage> Build(const CompiledPolicy& policy, const TableParameters& parameters,
                                  const std::vector<NamedRow>& named);

  // Gives `row` its meaning, anew where it had one. Gives the indices of the entries that changed, in the order in
  // which they must be written to a table in force: pages first, the directory last. On an error the image is
  // still what the table holds.
  Result<std::vector<std::uint32_t>> AddRow(const NamedRow& row);

  // Entries that are not all zero, ascending: the header, the directories in use, the pages.
  std::vector<std::uint32_t> UsedEntries() const;
  // Entry `index` below max_entries; all zero where it is not used. Valid until the next AddRow.
  const portlaw_page& Entry(std::uint32_t index) const;

  // What the kernel would find: the cell of `row` at `port`; 0 where there is no rule.
  std::uint16_t Cell(Row row, Port port, Protocol slot) const;

  // The decision as the kernel takes it from that cell. Action and reason 0 where the cell holds no rule.
  Decision DecisionAt(Row row, const BindRequest& request) const;

  const CompiledPolicy& policy() const { return *policy_; }

 private:
  using Pages = std::array<std::uint16_t, PORTLAW_PAGE_WORDS>;  // a directory: the page of each 128 ports

  TableImage(std::shared_ptr<const CompiledPolicy> policy, const TableParameters& parameters);

  Result<void> AddClassRows();
  Result<void> AddPendingRow(Row row, PendingPolicy rule);
  void WriteHeader();
  // The directory of a subject of this column that has no ports of its own; made when first asked for.
  Result<const Pages*> BaseOf(const Column& column);
  // The directory of `row`.
  Result<Pages> PagesOf(const NamedRow& row);
  // Puts into `pages` the verdict of the subject for whom the row binds `port`.
  Result<void> Lend(const BorrowedPort& port, Pages& pages);
  // Undoes what a row that did not fit has left; bases are made anew when needed.
  void ForgetPagesFrom(std::size_t first);
  // Looks the page up among those there are, or adds it.
  Result<std::uint16_t> Intern(const portlaw_page& page);
  portlaw_page& DirectoryAt(Row row);

  std::shared_ptr<const CompiledPolicy> policy_;
  TableParameters parameters_;
  std::vector<portlaw_page> directories_;  // entries 0 .. ; grows with the highest row in use
  std::vector<portlaw_page> pages_;        // entries parameters_.rows ..
  std::unordered_multimap<std::uint64_t, std::uint16_t> pages_by_hash_;
  std::map<Column, Pages> bases_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_LOWER_H_
