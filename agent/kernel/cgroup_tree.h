// SPDX-License-Identifier: Apache-2.0
// Cgroup v2 as a tree of directories: where it is mounted, and which id a directory has.
#ifndef PORTLAW_AGENT_KERNEL_CGROUP_TREE_H_
#define PORTLAW_AGENT_KERNEL_CGROUP_TREE_H_

#include <functional>
#include <string>

#include "agent/kernel/bind_event.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

// Mount point of cgroup v2 in this mount namespace (/proc/self/mountinfo): "/sys/fs/cgroup", on a hybrid host
// "/sys/fs/cgroup/unified".
Result<std::string> FindCgroup2Mount();

// The id that bpf_get_current_cgroup_id gives for processes in `directory` (its file handle; kernel 5.5).
Result<CgroupId> CgroupIdOf(const std::string& directory);

// `directory` as a path from the root of cgroup v2, as events have it: "/a/b"; "/" for the root.
Result<std::string> CgroupPathOf(const std::string& directory);

// The user whose directory it is; -1, which is nobody's id, where it is gone.
std::uint32_t OwnerOfCgroup(const std::string& directory);

// Calls `visit(id, path, parent id)` for `root` (parent id 0) and every cgroup under it, parents first. A cgroup
// that vanishes meanwhile is passed over.
Result<void> WalkCgroups(const std::string& root,
                         const std::function<void(CgroupId, const std::string&, CgroupId)>& visit);

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_CGROUP_TREE_H_
