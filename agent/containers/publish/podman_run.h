// SPDX-License-Identifier: Apache-2.0
// What `podman run` was told on its command line. Podman has no daemon: the command makes the container, holds its lock
// until it runs, and binds its ports meanwhile (4.3), so that the API says nothing of it before it is too late.
#ifndef PORTLAW_AGENT_CONTAINERS_PUBLISH_PODMAN_RUN_H_
#define PORTLAW_AGENT_CONTAINERS_PUBLISH_PODMAN_RUN_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/containers/engines/container_record.h"
#include "agent/containers/identity_source.h"

namespace portlaw::containers {

struct PodmanRun {
  std::string name;       // may be empty: Podman then makes one up
  IdentityLabels labels;  // of its own
  std::string pod;        // name or id, as it was given; empty: none
  std::vector<HostPort> ports;
};

// `arguments` are a command's, the program first. Nothing where it is not `podman run`. What comes behind the image is
// the container's own command.
std::optional<PodmanRun> ParsePodmanRun(const std::vector<std::string>& arguments);

// "[[ip:][host]:]container[/protocol]", each port maybe a range; at most kMaxPublishedPorts.
std::vector<HostPort> ParsePublish(std::string_view text);

// The `podman run` that is under way in a process of `uid` that runs one of `programs`, and makes the container `name`
// (empty: not known yet). Of commands that do not say the name, only one that is alone will do.
std::optional<PodmanRun> FindPodmanRun(const std::vector<ProgramFile>& programs, std::uint32_t uid,
                                       const std::string& name);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_PUBLISH_PODMAN_RUN_H_
