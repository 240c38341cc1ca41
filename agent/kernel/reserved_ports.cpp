// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/reserved_ports.h"

#include <fstream>
#include <iterator>

namespace portlaw::kernel {

namespace {

constexpr char kList[] = "/proc/sys/net/ipv4/ip_local_reserved_ports";

Result<PortSet> ReadList() {
  std::ifstream file(kList);
  if (!file) return FailWithErrno(std::string("cannot read ") + kList);
  return ParsePortSet(std::string((std::istreambuf_iterator<char>(file)), {}));
}

Result<void> WriteList(const PortSet& ports) {
  std::ofstream file(kList);
  file << ToString(ports) << "\n" << std::flush;
  if (!file) return FailWithErrno(std::string("cannot write ") + kList);
  return {};
}

PortSet Load(const portlaw_port_set& words) {
  PortSet ports;
  for (std::size_t port = 0; port < ports.size(); ++port) ports[port] = (words.bits[port / 64] >> port % 64 & 1) != 0;
  return ports;
}

void Store(const PortSet& ports, portlaw_port_set& words) {
  words = {};
  for (std::size_t port = 0; port < ports.size(); ++port)
    if (ports[port]) words.bits[port / 64] |= 1ull << port % 64;
}

}  // namespace

PortSet ParsePortSet(std::string_view text) {
  PortSet ports;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(",\n");
    const std::string_view part = text.substr(0, end);
    const std::size_t dash = part.find('-');
    const auto first = ParsePort(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : ParsePort(part.substr(dash + 1));
    if (first && last)
      for (std::uint32_t port = *first; port <= *last; ++port) ports.set(port);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return ports;
}

std::string ToString(const PortSet& ports) {
  std::string text;
  for (std::size_t port = 1; port < ports.size(); ++port) {
    if (!ports[port]) continue;
    const std::size_t first = port;
    while (port + 1 < ports.size() && ports[port + 1]) ++port;
    text += (text.empty() ? "" : ",") + std::to_string(first);
    if (port > first) text += "-" + std::to_string(port);
  }
  return text;
}

Result<ReservedPorts> ReservedPorts::Open(int map_fd) {
  auto ours = MappedArray<portlaw_port_set>::Map(map_fd);
  if (!ours) return tl::unexpected(ours.error());
  return ReservedPorts(std::move(*ours));
}

// In between, the map has more than the list: what is ours by the map and not in the list is nobody's loss.
Result<void> ReservedPorts::Set(const std::vector<PortRange>& ports) {
  const PortSet before = Load(ours_[0]);
  const auto listed = ReadList();
  if (!listed) return tl::unexpected(listed.error());
  const PortSet others = *listed & ~before;
  PortSet wanted;
  for (const PortRange& range : ports)
    for (std::uint32_t port = range.first; port <= range.last; ++port) wanted.set(port);
  const PortSet ours = wanted & ~others;
  if (ours == before && (*listed & ours) == ours) return {};
  Store(before | ours, ours_[0]);
  if (const auto written = WriteList(others | ours); !written) return written;
  Store(ours, ours_[0]);
  return {};
}

}  // namespace portlaw::kernel
