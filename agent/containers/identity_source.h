// SPDX-License-Identifier: Apache-2.0
// "Who is this cgroup?", as one small interface. An engine is one file with an IdentitySource and one line in the
// table of sources.cpp. Everything here runs in the loop's thread.
#ifndef PORTLAW_AGENT_CONTAINERS_IDENTITY_SOURCE_H_
#define PORTLAW_AGENT_CONTAINERS_IDENTITY_SOURCE_H_

#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agent/io/event_loop.h"
#include "agent/kernel/bind_event.h"
#include "policy/decide/settings.h"
#include "policy/model/identity.h"

namespace portlaw::containers {

using kernel::CgroupId;

// A cgroup as the kernel reports it. `path` begins at the root of cgroup v2; it is hostile input and may be cut off
// at 511 bytes.
struct Cgroup {
  CgroupId id = 0;
  CgroupId parent = 0;
  std::string path;
  std::uint64_t made_ns = 0;  // CLOCK_MONOTONIC; 0 where nobody saw it being made
  std::uint32_t owner = 0;    // the user whose directory it is: who made it, or whom root gave it to
};

// Who says so.
struct ClaimOrigin {
  std::string engine;     // its socket; empty where no engine does
  std::uint32_t uid = 0;  // whose engine it is; claims of users other than root rank behind all others

  bool operator==(const ClaimOrigin&) const = default;
};

// A container as a source knows it: what the registry is matched against, and what people are told of it.
struct KnownContainer {
  ContainerIdentity identity;
  ContainerDetails details;
  ClaimOrigin origin;
  std::vector<ContainerIdentity> pod =
      {};  // for whom else it binds ports: the infra container of a pod, for the others

  // Itself, and for whom it binds besides; for ResolveAll.
  std::vector<ContainerIdentity> Binders() const {
    std::vector<ContainerIdentity> all{identity};
    all.insert(all.end(), pod.begin(), pod.end());
    return all;
  }

  bool operator==(const KnownContainer&) const = default;
};

// The answers to "who is this cgroup?".
//   NotMine          the source has nothing to say: the next one is asked. If none has, the cgroup is what its
//                    parent is (nested cgroups inherit), or, under a ContainerParent, an unregistered container.
//   Later            it is a container of mine, and I have to ask: pending until Answered is called.
//   ContainerParent  itself no container, but each child is one: they start as pending in the kernel.
//   Nameless         a container for sure, but nothing tells its name: an unregistered one.
//   KnownContainer   this is who it is, with everything nested in it.
//   UnitIdentity     a service of the host. One that the registry has no row for is a process of the host.
struct NotMine {};
struct Later {};
struct ContainerParent {};
struct Nameless {
  ContainerDetails details;
};
using Answer = std::variant<NotMine, Later, ContainerParent, Nameless, KnownContainer, UnitIdentity>;

// A port that an engine will bind on behalf of a container (docker run -p).
struct PublishedPort {
  Port port = 0;
  Protocol protocol = Protocol::kTcp;
  KnownContainer container;
};

// A file, by what stays the same whatever path it has in whichever mount namespace.
struct ProgramFile {
  std::uint64_t inode = 0;
  std::uint64_t device = 0;  // major << 20 | minor, of its file system

  auto operator<=>(const ProgramFile&) const = default;
};

// The processes that bind ports for an engine's containers: those of the host that run one of these files as `uid`,
// and in `cgroup` where the engine is a daemon with one of its own.
struct EngineProcesses {
  std::uint32_t uid = 0;
  CgroupId cgroup = 0;  // 0: anywhere on the host (Podman has no daemon)
  std::vector<ProgramFile> programs;

  bool operator==(const EngineProcesses&) const = default;
};

// Where sources put what they learn later; the roster.
class IdentitySink {
 public:
  virtual ~IdentitySink() = default;

  // `source` is the source's name in the table. The answer to an earlier Later, or a change of an earlier answer (a
  // rename). NotMine lets the sources after `source` answer. A cgroup that is gone meanwhile is passed over.
  virtual void Answered(std::string_view source, CgroupId cgroup, Answer answer) = 0;

  // `engine` has this container, running or not, or knows more of it: a cgroup that its user makes for it is this
  // container from the beginning, also while no agent runs. `details.id` is its id.
  virtual void HasContainer(std::string_view, const KnownContainer&) {}
  virtual void HasContainerNoMore(std::string_view, const std::string&) {}
  // All that `engine` has has been told: what an earlier agent knew of others is out of date.
  virtual void HasNoOthers(std::string_view) {}
  // Engines of these users, and root's, may have containers.
  virtual void TrustsUsers(const std::set<std::uint32_t>&) {}

  // Who binds for the engine named `engine`; replaces what was said before. Comes before Published.
  virtual void EngineFound(std::string_view engine, EngineProcesses processes) = 0;
  // What `engine` may bind for its containers. The whole list: it replaces the one before. Binds of its processes on
  // these ports get the verdict of the container; on all others they count as those of an unregistered container,
  // since they cannot be attributed.
  virtual void Published(std::string_view engine, std::vector<PublishedPort> ports) = 0;
  // A port by which the container in `cgroup` can be reached, though no bind was decided as its own: the engine has set
  // up DNAT alone, or chose the port itself (`chosen`). Nothing to prevent any more, but to be held to the registry.
  virtual void Exposed(CgroupId cgroup, const PublishedPort& port, bool chosen) = 0;
  // The engine is followed no longer: its processes are the host's.
  virtual void EngineGone(std::string_view engine) = 0;
};

// For `portlaw status`. `connected` where there is something to connect to.
struct SourceStatus {
  std::string name;
  bool connected = true;
  std::string detail;  // "28.2.2 at /run/docker.sock, 12 containers"; "no such socket, next try in 8 s"
};

class IdentitySource {
 public:
  virtual ~IdentitySource() = default;

  // Takes the settings in force; called before Start and again after each reload. True: answers given earlier may be
  // different now, so that the roster asks about every cgroup again.
  virtual bool Configure(const Settings& settings) = 0;

  // Begins to follow the engine. Called once, before the first Identify and before enforcement begins. May use up to
  // about a second to list what runs, so that nothing need be pending at a start. An engine that is absent is no
  // error: the source keeps trying from the loop. `loop` and `sink` outlive the source.
  virtual void Start(io::EventLoop& loop, IdentitySink& sink) = 0;

  // Asked for every cgroup there is at the start and for each new one, parents first. Returns at once.
  virtual Answer Identify(const Cgroup& cgroup) = 0;

  // The cgroup is gone from the kernel: forget it.
  virtual void Gone(CgroupId) {}

  virtual std::vector<SourceStatus> Status() const = 0;
};

// A line of the table. Sources are asked in the table's order.
struct SourceEntry {
  std::string_view name;  // "cgroup-rules", "docker"
  std::unique_ptr<IdentitySource> (*make)();
};

std::span<const SourceEntry> IdentitySources();

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_IDENTITY_SOURCE_H_
