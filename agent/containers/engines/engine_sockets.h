// SPDX-License-Identifier: Apache-2.0
// Where engines listen, and whom of the host's users one may believe.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_ENGINE_SOCKETS_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_ENGINE_SOCKETS_H_

#include <sys/types.h>

#include <set>
#include <string>
#include <vector>

namespace portlaw::containers {

// The default sockets of Docker and Podman: root's, where there are any now, and those of `users`, whether they are
// there or not. No directory of any other user is looked at.
std::vector<std::string> DefaultSockets(const std::set<uid_t>& users);

// The ids of users by their names or numbers; unknown names are logged and left out.
std::set<uid_t> UserIds(const std::vector<std::string>& users);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_ENGINE_SOCKETS_H_
