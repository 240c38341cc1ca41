// SPDX-License-Identifier: Apache-2.0
// Which cgroup is which container's. Anybody may name a cgroup after a container, so a name alone is no proof.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_CONTAINER_CGROUPS_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_CONTAINER_CGROUPS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "agent/containers/engines/container_record.h"
#include "agent/containers/identity_source.h"

namespace portlaw::containers {

// A cgroup that says, by its name or by the process in it, which container's it is.
struct NamedCgroup {
  CgroupId cgroup = 0;
  std::string path;
  std::uint32_t owner = 0;  // the user whose directory it is: whoever made it
  bool waiting = false;     // Later was the answer
  bool said = false;        // the last answer was the container
};

// Whether the cgroup is that of `record`, a container of an engine of `engine_uid`: the engine's pid is in it; or, as
// long as the engine tells of none, the engine's own user made it. Users' engines speak for their own slice alone, and
// root's for no user's.
bool IsCgroupOf(const NamedCgroup& cgroup, const ContainerRecord& record, std::uint32_t engine_uid);

// One live cgroup for each container. Loop thread only.
class ContainerCgroups {
 public:
  // The cgroup is called after container `id`. False: another live one is, and stays it.
  bool Add(const std::string& id, NamedCgroup cgroup);
  // The same, of a cgroup that was seen to hold the container's process: it takes the other's place.
  void Replace(const std::string& id, NamedCgroup cgroup);
  void Remove(CgroupId cgroup);

  NamedCgroup* Find(const std::string& id);
  // Which container's `cgroup` says it is; nothing where it was not added.
  std::optional<std::string> IdOf(CgroupId cgroup) const;

 private:
  std::unordered_map<std::string, NamedCgroup> cgroups_;
  std::unordered_map<CgroupId, std::string> ids_;  // the other way round
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_CONTAINER_CGROUPS_H_
