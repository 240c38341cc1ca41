// SPDX-License-Identifier: Apache-2.0
// The containers that engines have, running or not, as the kernel is told of them: so that a container that is started
// while no agent runs is who it is.
#ifndef PORTLAW_AGENT_CONTAINERS_BIRTHS_H_
#define PORTLAW_AGENT_CONTAINERS_BIRTHS_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/containers/identity_source.h"
#include "agent/containers/subject_rows.h"
#include "agent/containers/subject_store.h"

namespace portlaw::containers {

// Of kernel::kMaxBirths, those that containers of users other than root may have.
inline constexpr std::size_t kMaxBirthsOfUsers = kernel::kMaxBirths / 4;

// Loop thread only. Nothing is written before GoLive. Of engines that have containers of one id, root's has it, else
// the first. A container that finds no room is pending at its start, and counted.
class Births {
 public:
  // Which row a container's cgroup gets when it is made.
  using RowOf = std::function<Row(const KnownContainer& container)>;
  // All outlive it.
  Births(SubjectStore& store, SubjectRows& rows, RowOf row_of)
      : store_(store), rows_(rows), row_of_(std::move(row_of)) {}

  // What an earlier agent knew: it holds until the engine has told what it has. Rows have been restored.
  void Restore(const std::vector<kernel::Birth>& births);
  void GoLive();

  void Set(std::string_view engine, const KnownContainer& container);
  void Remove(std::string_view engine, const std::string& id);
  // What was restored of `engine` and not told since is gone; or, with `all`, whatever is the engine's.
  void RemoveRest(std::string_view engine, bool all);
  // What was restored of other users' engines is gone.
  void KeepRestoredOf(const std::set<std::uint32_t>& users);
  // Rows may be others than before: a new policy.
  void Resolve();

  // `cgroup` has been written as the container `id`.
  void NoteBorn(const std::string& id, CgroupId cgroup);

  std::size_t size() const { return entries_.size(); }
  std::uint64_t without_room() const { return without_room_; }

 private:
  struct Entry {
    kernel::Birth birth;
    std::optional<KnownContainer> container;  // nothing: restored
    bool written = false;
  };
  using Entries = std::unordered_map<std::string, Entry>;

  bool HasRoomFor(std::uint32_t uid) const;
  void Put(Entry& entry, Row row);
  void Write(Entry& entry);
  Entries::iterator Erase(Entries::iterator entry);
  void EraseIf(const std::function<bool(const Entry&)>& unwanted);

  SubjectStore& store_;
  SubjectRows& rows_;
  RowOf row_of_;
  Entries entries_;                // by container id
  std::vector<std::string> gone_;  // before GoLive
  std::size_t of_users_ = 0;
  std::uint64_t without_room_ = 0;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_BIRTHS_H_
