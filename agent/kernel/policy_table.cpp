// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/policy_table.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <bit>
#include <span>

#include "agent/kernel/system_error.h"

namespace portlaw::kernel {

namespace {

constexpr std::uint32_t kZero = 0;
constexpr std::uint32_t kBatch = 256;  // entries written with one system call

// Rows for the highest number in use, with room for those to come.
std::uint32_t RowsFor(const std::map<Row, NamedRow>& rows) {
  const Row highest = rows.empty() ? kFirstNamedRow : rows.rbegin()->first;
  return std::min(std::max(256u, std::bit_ceil(highest + highest / 4 + 1)), kMaxTableEntries / 2);
}

std::uint32_t EntriesFor(const TableImage& image) {
  const std::uint32_t used = image.UsedEntries().back() + 1;
  return std::min(used + used / 4 + 256, kMaxTableEntries);
}

// A new map of the type that `policy` takes (bpf/maps.h, `table`).
Result<io::UniqueFd> MakeTable(std::uint32_t entries) {
  LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_INNER_MAP);
  io::UniqueFd fd(
      bpf_map_create(BPF_MAP_TYPE_ARRAY, "portlaw_table", sizeof(kZero), sizeof(portlaw_page), entries, &options));
  if (!fd.valid()) return FailWithErrno("cannot make a policy table of " + std::to_string(entries) + " KiB");
  return fd;
}

Result<void> WriteBatch(int fd, const TableImage& image, std::span<const std::uint32_t> indices) {
  std::vector<portlaw_page> pages;
  for (std::uint32_t index : indices) pages.push_back(image.Entry(index));
  auto count = static_cast<std::uint32_t>(indices.size());
  if (bpf_map_update_batch(fd, indices.data(), pages.data(), &count, nullptr) == 0) return {};
  return FailWithErrno("cannot fill the policy table");
}

Result<void> WriteAll(int fd, const TableImage& image) {
  const std::vector<std::uint32_t> used = image.UsedEntries();
  for (std::span<const std::uint32_t> rest = used; !rest.empty();) {
    const auto batch = rest.first(std::min<std::size_t>(kBatch, rest.size()));
    if (const auto written = WriteBatch(fd, image, batch); !written) return written;
    rest = rest.subspan(batch.size());
  }
  return {};
}

// Of the table that an earlier agent has installed.
io::UniqueFd FindTable(int policy_fd) {
  std::uint32_t id = 0;
  if (bpf_map_lookup_elem(policy_fd, &kZero, &id) != 0) return {};
  return io::UniqueFd(bpf_map_get_fd_by_id(id));
}

std::uint64_t GenerationOf(int table_fd) {
  union {
    portlaw_page page;
    portlaw_header header;
  } entry = {};
  return bpf_map_lookup_elem(table_fd, &kZero, &entry) == 0 ? entry.header.generation : 0;
}

}  // namespace

PolicyTable::PolicyTable(int policy_fd) : policy_fd_(policy_fd), table_(FindTable(policy_fd)) {
  if (table_.valid()) generation_ = GenerationOf(table_.get());
}

Result<void> PolicyTable::Install(const CompiledPolicy& policy, const portlaw_header& header,
                                  const std::vector<NamedRow>& named) {
  std::map<Row, NamedRow> rows;
  for (const NamedRow& row : named) rows.insert_or_assign(row.row, row);
  TableParameters parameters;
  parameters.header = header;
  parameters.rows = RowsFor(rows);
  auto image = TableImage::Build(policy, parameters, named);
  if (!image) return tl::unexpected(image.error());
  if (const auto done = PutInForce(*image); !done) return done;
  image_ = std::move(*image);
  image_is_ahead_ = false;
  header_ = header;
  generation_ = header.generation;
  rows_ = std::move(rows);
  return {};
}

Result<void> PolicyTable::PutInForce(const TableImage& image) {
  const std::uint32_t entries = EntriesFor(image);
  auto table = MakeTable(entries);
  if (!table) return tl::unexpected(table.error());
  if (const auto written = WriteAll(table->get(), image); !written) return written;
  const int fd = table->get();
  if (bpf_map_update_elem(policy_fd_, &kZero, &fd, BPF_ANY) != 0)
    return FailWithErrno("cannot put the new policy table in force");
  table_ = std::move(*table);
  table_entries_ = entries;
  return {};
}

Result<void> PolicyTable::AddRow(const NamedRow& row) {
  if (!image_) return Fail({}, "no policy has been installed yet");
  const auto known = rows_.find(row.row);
  const std::optional<NamedRow> before = known == rows_.end() ? std::nullopt : std::optional(known->second);
  rows_.insert_or_assign(row.row, row);
  auto added = image_is_ahead_ ? Rebuild() : AddInPlace(row);
  if (added) return added;
  rows_.erase(row.row);
  if (before) rows_.emplace(row.row, *before);
  return added;
}

Result<void> PolicyTable::AddInPlace(const NamedRow& row) {
  const auto changed = image_->AddRow(row);
  if (!changed) return Rebuild();
  image_is_ahead_ = true;
  if (std::ranges::any_of(*changed, [&](std::uint32_t index) { return index >= table_entries_; })) return Rebuild();
  for (const std::uint32_t index : *changed)
    if (bpf_map_update_elem(table_.get(), &index, &image_->Entry(index), BPF_ANY) != 0)
      return FailWithErrno("cannot write to the policy table");
  image_is_ahead_ = false;
  return {};
}

// The same policy in a table with more room.
Result<void> PolicyTable::Rebuild() {
  std::vector<NamedRow> named;
  for (const auto& [number, row] : rows_) named.push_back(row);
  TableParameters parameters;
  parameters.header = header_;
  parameters.rows = RowsFor(rows_);
  auto image = TableImage::Build(image_->policy(), parameters, named);
  if (!image) return tl::unexpected(image.error());
  if (const auto done = PutInForce(*image); !done) return done;
  image_ = std::move(*image);
  image_is_ahead_ = false;
  return {};
}

}  // namespace portlaw::kernel
