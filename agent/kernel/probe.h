// SPDX-License-Identifier: Apache-2.0
// Whether this host can do what we need, asked before anything is loaded, so that each lack has its own message.
#ifndef PORTLAW_AGENT_KERNEL_PROBE_H_
#define PORTLAW_AGENT_KERNEL_PROBE_H_

#include <cstdint>
#include <string>

#include "policy/model/result.h"

namespace portlaw::kernel {

Result<void> CheckRoot();
Result<void> CheckBtf();
// Whether the kernel asks BPF programs at its security hooks; what it says of itself in securityfs.
Result<void> CheckBpfLsm();
// `directory` is on cgroup v2.
Result<void> CheckCgroup2(const std::string& directory);
// `path`, or what there is of it, is on a BPF file system. Mounts one at /sys/fs/bpf if the path lies there and
// nothing is mounted.
Result<void> CheckBpffs(const std::string& path);

// How the network namespace of this thread is known in the kernel. `cookie` is 0 before 5.14 (SO_NETNS_COOKIE).
struct NetnsIdentity {
  std::uint64_t cookie = 0;
  std::uint32_t inode = 0;
};
Result<NetnsIdentity> OwnNetns();

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_PROBE_H_
