// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/births.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "agent/containers/engines/container_path.h"

namespace portlaw::containers {

namespace {

constexpr std::size_t kIdDigits = 64;

bool IsUsers(std::uint32_t uid) { return uid != 0; }

}  // namespace

void Births::Restore(const std::vector<kernel::Birth>& births) {
  for (const kernel::Birth& birth : births) {
    const bool known = rows_.KeyOf(birth.row) != nullptr || birth.row < kernel::kFirstNamedRow;
    Entry& entry = entries_[birth.id];
    entry = {birth, std::nullopt, true};
    of_users_ += IsUsers(birth.uid) ? 1 : 0;
    rows_.Ref(birth.row);
    if (!known) Put(entry, kernel::kPendingRow);
  }
}

void Births::GoLive() {
  for (const std::string& id : std::exchange(gone_, {})) store_.RemoveBirth(id);
  for (auto& [id, entry] : entries_) Write(entry);
}

bool Births::HasRoomFor(std::uint32_t uid) const {
  return entries_.size() < kernel::kMaxBirths && (!IsUsers(uid) || of_users_ < kMaxBirthsOfUsers);
}

void Births::Set(std::string_view engine, const KnownContainer& container) {
  const std::string& id = container.details.id;
  const std::uint32_t uid = container.origin.uid;
  if (id.size() != kIdDigits || !IsContainerId(id)) return;
  if (const auto known = entries_.find(id); known != entries_.end()) {
    const kernel::Birth& birth = known->second.birth;
    if (birth.engine != engine && (IsUsers(uid) || !IsUsers(birth.uid))) return;
    if (birth.engine == engine && birth.uid == uid) {
      known->second.container = container;
      return Put(known->second, row_of_(container));
    }
    Erase(known);
  }
  if (!HasRoomFor(uid)) {
    if (without_room_++ == 0)
      spdlog::warn("there are more containers than can be known by name while no agent runs ({}, {} of them users')",
                   kernel::kMaxBirths, kMaxBirthsOfUsers);
    return;
  }
  of_users_ += IsUsers(uid) ? 1 : 0;
  Entry& entry = entries_[id];
  entry = {{id, 0, uid, std::string(engine)}, container, false};
  Put(entry, row_of_(container));
}

void Births::Put(Entry& entry, Row row) {
  if (entry.birth.row == row) return;
  rows_.Ref(row);
  rows_.Unref(entry.birth.row);
  entry.birth.row = row;
  entry.written = false;
  Write(entry);
}

void Births::Write(Entry& entry) {
  if (entry.written || !rows_.live()) return;
  entry.written = rows_.WriteBirth(entry.birth).has_value();
}

Births::Entries::iterator Births::Erase(Entries::iterator entry) {
  const kernel::Birth& birth = entry->second.birth;
  of_users_ -= IsUsers(birth.uid) ? 1 : 0;
  if (rows_.live())
    store_.RemoveBirth(birth.id);
  else
    gone_.push_back(birth.id);
  rows_.Unref(birth.row);
  return entries_.erase(entry);
}

void Births::EraseIf(const std::function<bool(const Entry&)>& unwanted) {
  for (auto entry = entries_.begin(); entry != entries_.end();)
    entry = unwanted(entry->second) ? Erase(entry) : std::next(entry);
}

void Births::Remove(std::string_view engine, const std::string& id) {
  const auto entry = entries_.find(id);
  if (entry != entries_.end() && entry->second.birth.engine == engine) Erase(entry);
}

void Births::RemoveRest(std::string_view engine, bool all) {
  EraseIf([&](const Entry& entry) { return entry.birth.engine == engine && (all || !entry.container); });
}

void Births::KeepRestoredOf(const std::set<std::uint32_t>& users) {
  EraseIf([&](const Entry& entry) {
    return !entry.container && IsUsers(entry.birth.uid) && !users.contains(entry.birth.uid);
  });
}

void Births::Resolve() {
  for (auto& [id, entry] : entries_) {
    if (entry.container) Put(entry, row_of_(*entry.container));
  }
}

void Births::NoteBorn(const std::string& id, CgroupId cgroup) {
  if (entries_.contains(id)) store_.NoteBorn(id, cgroup);
}

}  // namespace portlaw::containers
