// SPDX-License-Identifier: Apache-2.0
// Which subject has which row of the kernel's table.
#ifndef PORTLAW_AGENT_CONTAINERS_ROW_BOOK_H_
#define PORTLAW_AGENT_CONTAINERS_ROW_BOOK_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "agent/kernel/bind_event.h"
#include "policy/model/identity.h"

namespace portlaw::containers {

using kernel::Row;
using Clock = std::chrono::steady_clock;

// Subjects that can have a row at the same time. Beyond that they are decided as unregistered containers.
inline constexpr std::uint32_t kMaxNamedRows = 16384;

// One row for each distinct key, counted by the cgroups that have it. A row whose last cgroup is gone stays for
// a grace, so that a container that restarts finds its row and events under way their name.
class RowBook {
 public:
  explicit RowBook(std::uint32_t capacity = kMaxNamedRows) : capacity_(capacity) {}

  // The row of `key`, if it has one.
  std::optional<Row> Find(const SubjectKey& key) const;
  // The lowest free row, now that of `key`; nothing where all are taken. `key` must have none.
  std::optional<Row> Allocate(const SubjectKey& key);
  // Takes over a row that an earlier agent gave to `key`. False: row or key is taken, or no named row.
  bool Restore(Row row, const SubjectKey& key);
  const SubjectKey* KeyOf(Row row) const;

  // A cgroup more, a cgroup less. Rows that have no name are not counted.
  void Ref(Row row);
  void Unref(Row row, Clock::time_point now);

  // Gives up each row that nobody has had since `before`, when `release(row)` agrees.
  void Sweep(Clock::time_point before, const std::function<bool(Row)>& release);

  void ForEach(const std::function<void(Row, const SubjectKey&)>& visit) const;
  std::size_t size() const { return by_key_.size(); }
  void Remove(Row row);

 private:
  struct Entry {
    const SubjectKey* key = nullptr;  // of by_key_; null: free
    std::uint32_t references = 0;
    Clock::time_point idle_since{};
  };
  Entry* At(Row row);
  const Entry* At(Row row) const;
  void Take(Row row, const SubjectKey& key);

  std::uint32_t capacity_;
  std::map<SubjectKey, Row> by_key_;
  std::vector<Entry> rows_;  // from kFirstNamedRow on
  std::set<Row> free_;       // holes in rows_
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ROW_BOOK_H_
