// SPDX-License-Identifier: Apache-2.0
// net.ipv4.ip_local_reserved_ports: the kernel gives none of these to outgoing connections and to port 0. It belongs to
// the host; of it, only what portlaw has put there is portlaw's, and a pinned map remembers what that is.
#ifndef PORTLAW_AGENT_KERNEL_RESERVED_PORTS_H_
#define PORTLAW_AGENT_KERNEL_RESERVED_PORTS_H_

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "agent/kernel/mapped_array.h"
#include "bpf/abi.h"
#include "policy/model/port.h"
#include "policy/model/result.h"

namespace portlaw::kernel {

using PortSet = std::bitset<65536>;

// "8080,9000-9009" as the kernel writes and reads it; empty for none. What is no port is left out.
PortSet ParsePortSet(std::string_view text);
std::string ToString(const PortSet& ports);

class ReservedPorts {
 public:
  // The map `reserved_ports`; the network namespace is that of this process.
  static Result<ReservedPorts> Open(int map_fd);

  // From now on exactly these are reserved for portlaw, whatever an earlier agent has reserved; entries of others stay.
  // Killed halfway, the next call puts it right. Error: the kernel's list cannot be read or written.
  Result<void> Set(const std::vector<PortRange>& ports);

 private:
  explicit ReservedPorts(MappedArray<portlaw_port_set> ours) : ours_(std::move(ours)) {}

  MappedArray<portlaw_port_set> ours_;
};

}  // namespace portlaw::kernel

#endif  // PORTLAW_AGENT_KERNEL_RESERVED_PORTS_H_
