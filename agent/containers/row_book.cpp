// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/row_book.h"

#include <utility>

namespace portlaw::containers {

using kernel::kFirstNamedRow;

const RowBook::Entry* RowBook::At(Row row) const {
  if (row < kFirstNamedRow || row - kFirstNamedRow >= rows_.size()) return nullptr;
  const Entry& entry = rows_[row - kFirstNamedRow];
  return entry.key == nullptr ? nullptr : &entry;
}

RowBook::Entry* RowBook::At(Row row) { return const_cast<Entry*>(std::as_const(*this).At(row)); }

std::optional<Row> RowBook::Find(const SubjectKey& key) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  return found->second;
}

void RowBook::Take(Row row, const SubjectKey& key, std::uint32_t uid) {
  while (rows_.size() <= row - kFirstNamedRow) {
    free_.insert(kFirstNamedRow + static_cast<Row>(rows_.size()));
    rows_.emplace_back();
  }
  free_.erase(row);
  const auto place = by_key_.emplace(key, row).first;
  rows_[row - kFirstNamedRow] = {&place->first, 0, Clock::now(), uid};
  if (uid == 0) return;
  ++rows_of_[uid];
  ++rows_of_users_;
}

void RowBook::MakeRoots(Row row) {
  Entry* entry = At(row);
  if (entry == nullptr || entry->uid == 0) return;
  --rows_of_users_;
  const auto count = rows_of_.find(std::exchange(entry->uid, 0));
  if (--count->second == 0) rows_of_.erase(count);
}

bool RowBook::MayHaveAnother(std::uint32_t uid) const {
  if (by_key_.size() >= capacity_) return false;
  if (uid == 0) return true;
  const auto count = rows_of_.find(uid);
  return rows_of_users_ < RowsOfUsers(capacity_) &&
         (count == rows_of_.end() || count->second < RowsOfOneUser(capacity_));
}

std::optional<Row> RowBook::Allocate(const SubjectKey& key, std::uint32_t uid) {
  if (!MayHaveAnother(uid)) return std::nullopt;
  const Row row = free_.empty() ? kFirstNamedRow + static_cast<Row>(rows_.size()) : *free_.begin();
  Take(row, key, uid);
  return row;
}

bool RowBook::Restore(Row row, const SubjectKey& key) {
  if (row < kFirstNamedRow || row - kFirstNamedRow >= capacity_) return false;
  if (At(row) != nullptr || Find(key)) return false;
  Take(row, key, 0);
  return true;
}

const SubjectKey* RowBook::KeyOf(Row row) const {
  const Entry* entry = At(row);
  return entry == nullptr ? nullptr : entry->key;
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
  const SubjectKey key = *entry->key;
  MakeRoots(row);
  *entry = {};
  by_key_.erase(key);
  free_.insert(row);
}

void RowBook::Sweep(Clock::time_point before, const std::function<bool(Row)>& release) {
  for (Row row = kFirstNamedRow; row - kFirstNamedRow < rows_.size(); ++row) {
    const Entry* entry = At(row);
    if (entry == nullptr || entry->references > 0 || entry->idle_since > before) continue;
    if (release(row)) Remove(row);
  }
}

void RowBook::ForEach(const std::function<void(Row, const SubjectKey&)>& visit) const {
  for (const auto& [key, row] : by_key_) visit(row, key);
}

}  // namespace portlaw::containers
