// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/local_ports.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

namespace portlaw::containers {

namespace {

constexpr std::string_view kListen = "0A";  // TCP_LISTEN

std::string TableOf(const char* name) {
  std::stringstream text;
  text << std::ifstream(std::string("/proc/self/net/") + name).rdbuf();
  return text.str();
}

}  // namespace

bool HoldsPort(std::string_view table, HostPort port) {
  std::array<char, 8> hex{};
  std::snprintf(hex.data(), hex.size(), ":%04X", port.port);
  std::istringstream lines{std::string(table)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string number, local, remote, state;
    if (!(fields >> number >> local >> remote >> state) || !local.ends_with(hex.data())) continue;
    if (port.protocol != Protocol::kTcp || state == kListen) return true;
  }
  return false;
}

bool IsHeld(HostPort port) {
  if (port.protocol == Protocol::kSctp) return false;
  const bool tcp = port.protocol == Protocol::kTcp;
  return HoldsPort(TableOf(tcp ? "tcp" : "udp"), port) || HoldsPort(TableOf(tcp ? "tcp6" : "udp6"), port);
}

}  // namespace portlaw::containers
