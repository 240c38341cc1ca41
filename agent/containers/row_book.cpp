// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/row_book.h"

#include <utility>

namespace portlaw::containers {

using kernel::kFirstNamedRow;

const RowBook::Entry* RowBook::At(Row row) const {
  if (row < kFirstNamedRow || row - kFirstNamedRow >= rows_.size()) return nullptr;
  const Entry& entry = rows_[row - kFirstNamedRow];
  return entry.identity == nullptr ? nullptr : &entry;
}

RowBook::Entry* RowBook::At(Row row) { return const_cast<Entry*>(std::as_const(*this).At(row)); }

std::optional<Row> RowBook::Find(const ContainerIdentity& identity) const {
  const auto found = by_identity_.find(identity);
  if (found == by_identity_.end()) return std::nullopt;
  return found->second;
}

void RowBook::Take(Row row, const ContainerIdentity& identity) {
  while (rows_.size() <= row - kFirstNamedRow) {
    free_.insert(kFirstNamedRow + static_cast<Row>(rows_.size()));
    rows_.emplace_back();
  }
  free_.erase(row);
  const auto key = by_identity_.emplace(identity, row).first;
  rows_[row - kFirstNamedRow] = {&key->first, 0, Clock::now()};
}

std::optional<Row> RowBook::Allocate(const ContainerIdentity& identity) {
  if (by_identity_.size() >= capacity_) return std::nullopt;
  const Row row = free_.empty() ? kFirstNamedRow + static_cast<Row>(rows_.size()) : *free_.begin();
  Take(row, identity);
  return row;
}

bool RowBook::Restore(Row row, const ContainerIdentity& identity) {
  if (row < kFirstNamedRow || row - kFirstNamedRow >= capacity_) return false;
  if (At(row) != nullptr || Find(identity)) return false;
  Take(row, identity);
  return true;
}

const ContainerIdentity* RowBook::IdentityOf(Row row) const {
  const Entry* entry = At(row);
  return entry == nullptr ? nullptr : entry->identity;
}

void RowBook::Ref(Row row) {
  if (Entry* entry = At(row)) ++entry->references;
}

void RowBook::Unref(Row row, Clock::time_point now) {
  Entry* entry = At(row);
  if (entry == nullptr || entry->references == 0) return;
  if (--entry->references == 0) entry->idle_since = now;
}

void RowBook::Remove(Row row) {
  Entry* entry = At(row);
  if (entry == nullptr) return;
  const ContainerIdentity identity = *entry->identity;
  *entry = {};
  by_identity_.erase(identity);
  free_.insert(row);
}

void RowBook::Sweep(Clock::time_point before, const std::function<bool(Row)>& release) {
  for (Row row = kFirstNamedRow; row - kFirstNamedRow < rows_.size(); ++row) {
    const Entry* entry = At(row);
    if (entry == nullptr || entry->references > 0 || entry->idle_since > before) continue;
    if (release(row)) Remove(row);
  }
}

void RowBook::ForEach(const std::function<void(Row, const ContainerIdentity&)>& visit) const {
  for (const auto& [identity, row] : by_identity_) visit(row, identity);
}

}  // namespace portlaw::containers
