// SPDX-License-Identifier: Apache-2.0
#include "agent/control/peer.h"

#include <grp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace portlaw::control {

namespace {

// Supplementary groups: kernel 4.13.
std::vector<gid_t> PeerGroups(int socket) {
  std::vector<gid_t> groups(64);
  for (int attempt = 0; attempt < 2; ++attempt) {
    socklen_t size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    const int code = getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
    if (code != 0 && errno != ERANGE) return {};
    groups.resize(size / sizeof(gid_t));  // with ERANGE: as many as there are
    if (code == 0) return groups;
  }
  return {};
}

}  // namespace

Result<Peer> PeerOf(int socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return Fail({}, std::string("who connects is not known: ") + std::strerror(errno));
  }
  Peer peer{credentials.pid, credentials.uid, PeerGroups(socket)};
  peer.groups.push_back(credentials.gid);
  return peer;
}

bool MayConnect(const Peer& peer, std::optional<gid_t> group) {
  if (peer.uid == 0) return true;
  return group && std::find(peer.groups.begin(), peer.groups.end(), *group) != peer.groups.end();
}

Result<gid_t> GroupNamed(const std::string& name) {
  const group* found = getgrnam(name.c_str());
  if (found != nullptr) return found->gr_gid;
  return Fail({}, "there is no group '" + name + "'", "make it (groupadd), or change control: group: in the settings");
}

}  // namespace portlaw::control
