// SPDX-License-Identifier: Apache-2.0
// Network namespaces: how to open one, be in one for a while, and find those that no process is in.
#ifndef PORTLAW_AGENT_SCAN_NET_NAMESPACE_H_
#define PORTLAW_AGENT_SCAN_NET_NAMESPACE_H_

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "agent/io/unique_fd.h"
#include "agent/scan/proc_walk.h"
#include "policy/model/port.h"
#include "policy/model/result.h"

namespace portlaw::scan {

struct NetNamespace {
  Inode inode = 0;  // in nsfs: the number in "net:[4026531840]"
  io::UniqueFd fd;
};

// Opens the namespace at `path` (/proc/PID/ns/net, /proc/PID/fd/N). Errors: it is gone, it is no network namespace.
Result<NetNamespace> OpenNetNamespace(const std::string& path);

// Opens the bind mount of a namespace at `mount_point` as a process whose root directory is `root` sees it. Follows
// no symbolic link and opens nothing that is no namespace: in a container, both are the container's to choose.
Result<NetNamespace> OpenMountedNetNamespace(const std::string& root, const std::string& mount_point);

// Puts the calling thread into the namespace, for good: use it in a thread of its own. Needs CAP_SYS_ADMIN.
Result<void> EnterNetNamespace(const NetNamespace& netns);

// The cookie of the calling thread's namespace, by which the kernel side names it (kernel 5.14).
Result<std::uint64_t> OwnNetNamespaceCookie();

// A place where a namespace is kept alive without a process: `ip netns add`, Docker's and Podman's network sandboxes.
struct NamespaceMount {
  Inode inode = 0;
  std::string mount_point;

  bool operator==(const NamespaceMount&) const = default;
};

// The bind mounts of network namespaces in a /proc/PID/mountinfo text (proc(5)). Reads `mountinfo` line by line and
// stops after `max_bytes` of it.
std::vector<NamespaceMount> ParseNamespaceMounts(std::istream& mountinfo, std::size_t max_bytes);

}  // namespace portlaw::scan

#endif  // PORTLAW_AGENT_SCAN_NET_NAMESPACE_H_
