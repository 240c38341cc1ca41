// SPDX-License-Identifier: Apache-2.0
// Which container a cgroup belongs to, read off its path alone.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_CONTAINER_PATH_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_CONTAINER_PATH_H_

#include <optional>
#include <string>
#include <string_view>

namespace portlaw::containers {

// What a cgroup's name says. `runtime` is "docker", "podman", "cri-o", "containerd", or empty where the name does not
// tell.
struct NamedContainer {
  std::string id;
  std::string runtime;

  bool operator==(const NamedContainer&) const = default;
};

// 64, 32 or 12 lower-case hexadecimal digits: the ids that engines make.
bool IsContainerId(std::string_view text);

// The container whose own cgroup `path` (from the root of cgroup v2) is: its last component, which no component
// before it may be already. What is nested in a container is the container's, whatever it calls itself: a container
// that may make cgroups must not be able to pass for another by a name.
//
// Known: cgroupfs driver (/docker/ID, /kubepods/burstable/podUID/ID, any other parent), systemd driver
// (docker-ID.scope, cri-containerd-ID.scope, crio-ID.scope, libpod-ID.scope, nerdctl-ID.scope), Podman (libpod-ID,
// libpod-payload-ID), containerd without a slice (SLICE:cri-containerd:ID). Not containers: monitors (libpod-conmon-ID,
// crio-conmon-ID) and Podman's pods (/libpod_parent/ID).
std::optional<NamedContainer> ContainerOfCgroup(std::string_view path);

// Whether `path` is a container's cgroup or anything nested in one.
bool IsInContainer(std::string_view path);

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_CONTAINER_PATH_H_
