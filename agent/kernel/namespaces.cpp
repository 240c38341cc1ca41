// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/namespaces.h"

#include <sys/stat.h>

#include <optional>

#include "agent/kernel/cgroup_tree.h"

namespace portlaw::kernel {

namespace {

constexpr ino_t kInitialPidNamespace = 0xeffffffc;  // PROC_PID_INIT_INO, include/linux/proc_ns.h
constexpr CgroupId kRootCgroup = 1;                 // the first inode of kernfs

struct Namespace {
  dev_t device = 0;
  ino_t inode = 0;

  bool operator==(const Namespace&) const = default;
};

// None where it may not be looked at, or there is no /proc.
std::optional<Namespace> NamespaceAt(const std::string& path) {
  struct stat about = {};
  if (::stat(path.c_str(), &about) != 0) return std::nullopt;
  return Namespace{about.st_dev, about.st_ino};
}

Result<void> CheckRootCgroup(const std::string& cgroup_root) {
  const auto id = CgroupIdOf(cgroup_root);
  if (!id) return tl::unexpected(id.error());
  if (*id == kRootCgroup) return {};
  return Fail(
      {cgroup_root, 0}, "is not the root of all cgroups: nothing but this container would be held to the registry",
      "start the agent in the host's cgroup namespace (docker run --cgroupns host, /sys/fs/cgroup of the host), "
      "or say with --cgroup-root which subtree is meant");
}

}  // namespace

Result<std::vector<std::string>> CheckNamespaces(const std::string& cgroup_root, bool confined) {
  std::vector<std::string> unseen;
  const auto pid = NamespaceAt("/proc/self/ns/pid");
  if (!pid || pid->inode != kInitialPidNamespace)
    unseen.emplace_back("the agent has a PID namespace of its own: it cannot look at the processes of the host");
  if (!confined)
    if (const auto checked = CheckRootCgroup(cgroup_root); !checked) return tl::unexpected(checked.error());
  const auto own = NamespaceAt("/proc/thread-self/ns/net");
  const auto first = NamespaceAt("/proc/1/ns/net");
  if (!own || !first) {
    unseen.emplace_back("whether this is the host's network namespace cannot be told: that of PID 1 may not be seen");
  } else if (own != first && confined) {
    unseen.emplace_back("the agent's network namespace is not that of PID 1: binds in it count as the host's");
  } else if (own != first) {
    return Fail({}, "this is not the host's network namespace: every bind of the host would count as a container's own",
                "start the agent in that of PID 1 (docker run --network host; hostNetwork: true), or say with "
                "--cgroup-root which subtree is meant");
  }
  return unseen;
}

}  // namespace portlaw::kernel
