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

// Of `capacity`, what the containers of all users other than root may have, and those of one of them: whatever their
// engines tell, there are rows for root's.
constexpr std::uint32_t RowsOfUsers(std::uint32_t capacity) { return capacity / 4; }
constexpr std::uint32_t RowsOfOneUser(std::uint32_t capacity) { return capacity / 16; }

// One row for each distinct key, counted by the cgroups that have it. A row whose last cgroup is gone stays for
// a grace, so that a container that restarts finds its row and events under way their name.
class RowBook {
 public:
  explicit RowBook(std::uint32_t capacity = kMaxNamedRows) : capacity_(capacity) {}

  // The row of `key`, if it has one.
  std::optional<Row> Find(const SubjectKey& key) const;
  // The lowest free row, now that of `key`; nothing where all are taken, or all that `uid`, who claims the key, may
  // have. `key` must have none.
  std::optional<Row> Allocate(const SubjectKey& key, std::uint32_t uid = 0);
  // Root claims the key of this row too: it is no user's any more.
  void MakeRoots(Row row);
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
    std::uint32_t uid = 0;  // who claimed it first
  };
  Entry* At(Row row);
  const Entry* At(Row row) const;
  void Take(Row row, const SubjectKey& key, std::uint32_t uid);
  bool MayHaveAnother(std::uint32_t uid) const;

  std::uint32_t capacity_;
  std::map<SubjectKey, Row> by_key_;
  std::vector<Entry> rows_;                         // from kFirstNamedRow on
  std::set<Row> free_;                              // holes in rows_
  std::map<std::uint32_t, std::uint32_t> rows_of_;  // how many each user has; root is not counted
  std::uint32_t rows_of_users_ = 0;                 // the sum of these
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ROW_BOOK_H_
