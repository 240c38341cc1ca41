// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/policy_table.h"

#include <algorithm>
#include <atomic>
#include <cstring>

namespace portlaw::kernel {

namespace {

// Rows for the highest number in use, with room for those to come where that leaves half of the table for pages.
std::uint32_t RowsFor(const std::map<Row, NamedRow>& rows, std::uint32_t capacity) {
  const Row highest = rows.empty() ? kFirstNamedRow : rows.rbegin()->first;
  return std::max(std::min(highest + highest / 4 + 256, capacity / 2), highest + 1);
}

std::map<Row, NamedRow> ByNumber(const std::vector<NamedRow>& named) {
  std::map<Row, NamedRow> rows;
  for (const NamedRow& row : named) rows.insert_or_assign(row.row, row);
  return rows;
}

// Word by word, as programs read them.
void StoreWords(const portlaw_page& from, portlaw_page& to) {
  for (std::size_t i = 0; i < PORTLAW_PAGE_WORDS; ++i)
    std::atomic_ref(to.words[i]).store(from.words[i], std::memory_order_release);
}

}  // namespace

Result<PolicyTable> PolicyTable::Open(int policy_fd, int in_force_fd) {
  auto pages = MappedArray<portlaw_page>::Map(policy_fd);
  if (!pages) return tl::unexpected(pages.error());
  auto in_force = MappedArray<portlaw_in_force>::Map(in_force_fd);
  if (!in_force) return tl::unexpected(in_force.error());
  auto grace = GracePeriod::Make();
  if (!grace) return tl::unexpected(grace.error());
  return PolicyTable(std::move(*pages), std::move(*in_force), std::move(*grace));
}

std::uint64_t PolicyTable::Generation() const {
  portlaw_header header;
  std::memcpy(&header, &pages_[in_force_[0].first], sizeof(header));
  return header.generation;
}

Result<TableImage> PolicyTable::Build(const CompiledPolicy& policy, const portlaw_header& header,
                                      const std::map<Row, NamedRow>& rows) const {
  TableParameters parameters;
  parameters.header = header;
  parameters.rows = RowsFor(rows, Capacity());
  parameters.max_entries = Capacity();
  std::vector<NamedRow> named;
  for (const auto& [number, row] : rows) named.push_back(row);
  return TableImage::Build(policy, parameters, named);
}

Result<void> PolicyTable::Install(const CompiledPolicy& policy, const portlaw_header& header,
                                  const std::vector<NamedRow>& named) {
  std::map<Row, NamedRow> rows = ByNumber(named);
  auto image = Build(policy, header, rows);
  if (!image) return tl::unexpected(image.error());
  if (const auto done = PutInForce(std::move(*image)); !done) return done;
  header_ = header;
  rows_ = std::move(rows);
  return {};
}

// The half that is not in force may still be read, by programs that began before it was left.
Result<void> PolicyTable::PutInForce(TableImage image) {
  if (const auto waited = grace_.Wait(); !waited) return waited;
  const std::uint32_t first = in_force_[0].first == 0 ? Capacity() : 0;
  const std::uint32_t used = image.UsedEntries().back() + 1;
  for (std::uint32_t i = 0; i < used; ++i) pages_[first + i] = image.Entry(i);
  std::atomic_ref(in_force_[0].first).store(first, std::memory_order_release);
  image_ = std::move(image);
  return {};
}

Result<void> PolicyTable::AddRow(const NamedRow& row) {
  if (!image_) return Fail({}, "no policy has been installed yet");
  const auto known = rows_.find(row.row);
  const std::optional<NamedRow> before = known == rows_.end() ? std::nullopt : std::optional(known->second);
  rows_.insert_or_assign(row.row, row);
  if (AddInPlace(row)) return {};
  auto rebuilt = Rebuild();
  if (rebuilt) return rebuilt;
  rows_.erase(row.row);
  if (before) rows_.emplace(row.row, *before);
  return rebuilt;
}

bool PolicyTable::AddInPlace(const NamedRow& row) {
  const auto changed = image_->AddRow(row);
  if (!changed) return false;
  const std::uint32_t first = in_force_[0].first;
  for (const std::uint32_t index : *changed) StoreWords(image_->Entry(index), pages_[first + index]);
  return true;
}

// The same policy, with what it needs and no more.
Result<void> PolicyTable::Rebuild() {
  auto image = Build(image_->policy(), header_, rows_);
  if (!image) return tl::unexpected(image.error());
  return PutInForce(std::move(*image));
}

}  // namespace portlaw::kernel
