// SPDX-License-Identifier: Apache-2.0
// Which ports the kernel gives to clients, and to whoever binds port 0.
#ifndef PORTLAW_AGENT_IO_EPHEMERAL_PORTS_H_
#define PORTLAW_AGENT_IO_EPHEMERAL_PORTS_H_

#include <optional>

#include "policy/model/port.h"

namespace portlaw::io {

// net.ipv4.ip_local_port_range of this process's network namespace; none where it cannot be read.
std::optional<PortRange> EphemeralPorts();

}  // namespace portlaw::io

#endif  // PORTLAW_AGENT_IO_EPHEMERAL_PORTS_H_
