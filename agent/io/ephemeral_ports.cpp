// SPDX-License-Identifier: Apache-2.0
#include "agent/io/ephemeral_ports.h"

#include <fstream>

namespace portlaw::io {

std::optional<PortRange> EphemeralPorts() {
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  int first = 0;
  int last = 0;
  if (!(file >> first >> last) || first < 1 || first > last || last > 65535) return std::nullopt;
  return PortRange{static_cast<Port>(first), static_cast<Port>(last)};
}

}  // namespace portlaw::io
