// SPDX-License-Identifier: Apache-2.0
// Real engines, started and stopped by a test, in the sandbox's directories and cgroups.
#ifndef PORTLAW_TESTS_CONTAINERS_ENGINES_H_
#define PORTLAW_TESTS_CONTAINERS_ENGINES_H_

#include <string>

#include "tests/containers/sandbox.h"

namespace portlaw::testing {

// What the tests' containers are made of: a tar with a static busybox.
std::string ImageTar();

// Empty if the programs are there; else what is missing.
std::string Missing(const std::vector<std::string>& programs);

// The name of that image; Podman puts "localhost/" before it.
inline constexpr char kImage[] = "portlaw-test:1";

// A script for a container: listens on TCP `port`, and says "bound" or "refused".
std::string ListenOn(int port);

// How often a test restarts a container: PORTLAW_RESTARTS, else a few times.
int Restarts();

// The registry that these tests hold their containers to.
inline constexpr char kRegistry[] = R"(# Ports

## Harbor (4100-4199)

| Port | Service | Container |
|------|---------|-----------|
| 4100 | API | harbor-api |
| 4101 | Web | harbor-web |

## Lantern (4200-4299)

| Port | Service | Container |
|------|---------|-----------|
| 4200 | API | lantern-api |
)";

// dockerd with a containerd of its own; with --live-restore, so that containers outlive it.
class Docker {
 public:
  Docker();
  ~Docker() { Stop(); }
  void Start();
  void Stop();
  // docker run with the image of the tests.
  Outcome Run(const std::string& options, const std::string& script);
  // docker create; its output is the id.
  Outcome Create(const std::string& options, const std::string& script);
  Outcome Command(const std::string& arguments);
  // Kills its proxies: what is published is then so by rules of the packet filter alone.
  void KillProxies();
  // Directory of a running container's cgroup.
  std::string CgroupOf(const std::string& id) const { return ThisSandbox().cgroup_root + "/containers/" + id; }
  const std::string& socket() const { return socket_; }

 private:
  std::string directory_;
  std::string socket_;
  Daemon daemon_;
};

// Podman, with its API service.
class Podman {
 public:
  Podman();
  ~Podman();  // with its containers, whose ports the next test wants
  void Start();
  void Stop();
  // podman run, from a cgroup of its own: the command binds published ports itself. `before`: podman's own options.
  Outcome Run(const std::string& options, const std::string& script, const std::string& before = "");
  Outcome Create(const std::string& options, const std::string& script);
  Outcome Command(const std::string& arguments);
  // podman pod create; `options` with the name and the ports.
  Outcome CreatePod(const std::string& options);
  // podman kube play of this manifest, whose pods are called `pods`; its cgroups are below the sandbox's.
  Outcome KubePlay(const std::string& manifest, const std::string& pods);
  // Directory of a running container's cgroup.
  std::string CgroupOf(const std::string& id) const { return ThisSandbox().cgroup_root + "/containers/libpod-" + id; }
  const std::string& socket() const { return socket_; }
  // A directory with the hook that we ship, told where this build's program and the agent's socket are.
  std::string HooksDirectory() const;
  // Where it makes a directory for each container.
  std::string containers_directory() const { return directory_ + "/data/overlay-containers"; }

 private:
  std::string directory_;
  std::string socket_;
  std::string environment_;
  Daemon service_;
};

// containerd, as a node of Kubernetes has it: nobody but `ctr` to talk to, in Kubernetes' namespace.
class Containerd {
 public:
  Containerd();
  // ctr run in the host's network namespace, and in a cgroup as the kubelet names them; `options`: annotations.
  Outcome Run(const std::string& options, const std::string& script);

 private:
  std::string directory_;
  std::string socket_;
  Daemon daemon_;
  int containers_ = 0;
};

}  // namespace portlaw::testing

#endif  // PORTLAW_TESTS_CONTAINERS_ENGINES_H_
