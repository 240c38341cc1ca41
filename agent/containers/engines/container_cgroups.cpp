// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/container_cgroups.h"

#include <utility>

#include "agent/containers/engines/engine_process.h"

namespace portlaw::containers {

namespace {

// Whether an engine of `uid` may speak of the cgroup at `path` at all. systemd delegates users' slices to them.
bool MaySpeakOf(std::uint32_t uid, const std::string& path) {
  constexpr std::string_view kUserSlice = "/user.slice/user-";
  if (uid == 0) return !path.starts_with(kUserSlice);
  return path.starts_with(std::string(kUserSlice) + std::to_string(uid) + ".slice/");
}

bool IsBeneath(const std::string& path, const std::string& top) {
  return path.starts_with(top) && (path.size() == top.size() || path[top.size()] == '/');
}

}  // namespace

bool IsCgroupOf(const NamedCgroup& cgroup, const ContainerRecord& record, std::uint32_t engine_uid) {
  if (!MaySpeakOf(engine_uid, cgroup.path)) return false;
  const auto of_process = record.pid > 0 ? CgroupPathOfProcess(record.pid) : std::nullopt;
  if (of_process && !IsBeneath(*of_process, cgroup.path)) return false;
  // A runtime may give a root's container in a user namespace its cgroup once it runs (runc).
  return cgroup.owner == engine_uid || (of_process && engine_uid == 0);
}

bool ContainerCgroups::Add(const std::string& id, NamedCgroup cgroup) {
  const auto [place, is_new] = cgroups_.try_emplace(id, std::move(cgroup));
  if (is_new) ids_[place->second.cgroup] = id;
  return is_new || place->second.cgroup == cgroup.cgroup;
}

void ContainerCgroups::Replace(const std::string& id, NamedCgroup cgroup) {
  if (const auto before = cgroups_.find(id); before != cgroups_.end()) Remove(before->second.cgroup);
  Add(id, std::move(cgroup));
}

void ContainerCgroups::Remove(CgroupId cgroup) {
  const auto id = ids_.find(cgroup);
  if (id == ids_.end()) return;
  cgroups_.erase(id->second);
  ids_.erase(id);
}

NamedCgroup* ContainerCgroups::Find(const std::string& id) {
  const auto found = cgroups_.find(id);
  return found == cgroups_.end() ? nullptr : &found->second;
}

std::optional<std::string> ContainerCgroups::IdOf(CgroupId cgroup) const {
  const auto found = ids_.find(cgroup);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace portlaw::containers
