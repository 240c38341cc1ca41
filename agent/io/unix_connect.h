// SPDX-License-Identifier: Apache-2.0
// Connecting to unix sockets of others.
#ifndef PORTLAW_AGENT_IO_UNIX_CONNECT_H_
#define PORTLAW_AGENT_IO_UNIX_CONNECT_H_

#include <sys/types.h>
#include <sys/un.h>

#include <cstdint>
#include <optional>
#include <string>

#include "agent/io/unique_fd.h"
#include "policy/model/result.h"

namespace portlaw::io {

// Where a socket is found. `address` is good as long as `place` is open.
struct UnixPlace {
  sockaddr_un address{};
  UniqueFd place;
};

struct UnixPeer {
  UniqueFd fd;           // connected, does not block
  std::int64_t pid = 0;  // who listens (SO_PEERCRED: the credentials at listen(), unix(7)); 1 where systemd does it
  uid_t uid = 0;
};

// The socket at `path`. What is in a user's runtime directory ("/run/user/1000/podman/podman.sock") is looked up
// without symbolic links and mounts of his, so that he cannot lead the agent elsewhere. Errors: no such file, a path
// too long.
Result<UnixPlace> LocateUnix(const std::string& path);

// The user who listens at the other end of `fd`; nothing where it is not connected.
std::optional<uid_t> PeerOf(int fd);

// Connects to the stream socket at `path`, see LocateUnix, without blocking. Errors: no such socket, nobody listens,
// not permitted.
Result<UnixPeer> ConnectUnix(const std::string& path);

}  // namespace portlaw::io

#endif  // PORTLAW_AGENT_IO_UNIX_CONNECT_H_
