// SPDX-License-Identifier: Apache-2.0
// What engines bind for their containers: which processes are an engine's, and whose each port is.
#ifndef PORTLAW_AGENT_CONTAINERS_PUBLISH_PUBLISHED_PORTS_H_
#define PORTLAW_AGENT_CONTAINERS_PUBLISH_PUBLISHED_PORTS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/containers/identity_source.h"
#include "agent/kernel/kernel.h"
#include "policy/decide/policy.h"

namespace portlaw::containers {

// Engines by name. Two may share their processes (two sockets of one Podman): then whichever row a bind finds has the
// ports of both, the first by name first. Loop thread only.
class PublishedPorts {
 public:
  // False: that is what was known.
  bool SetProcesses(std::string_view engine, EngineProcesses processes);
  void SetPorts(std::string_view engine, std::vector<PublishedPort> ports);
  void Remove(std::string_view engine);

  // Null where there is no such engine.
  const EngineProcesses* ProcessesOf(std::string_view engine) const;
  // `engine` and all that share processes with it.
  std::vector<std::string> Sharing(std::string_view engine) const;
  // Whether an engine is a daemon in `cgroup`.
  bool IsEngineCgroup(CgroupId cgroup) const;

  // For whom the engine may be choosing a port just now; null: nobody, or nobody knows which of several.
  std::shared_ptr<const KnownContainer> Chooser(std::string_view engine, Protocol protocol) const;

  // How `policy` sees a container for which a port is published.
  using SubjectOf = std::function<Subject(const CompiledPolicy& policy, const KnownContainer& container)>;

  // Whose the port is; null: nobody's that is known. Of several that want it with equal right it is the one to whom the
  // registry gives it, and where it gives it to none of them, or to more, it is nobody's.
  std::shared_ptr<const KnownContainer> ContainerOf(std::string_view engine, Port port, Protocol protocol,
                                                    const CompiledPolicy* policy) const;
  // The same, of all engines that are daemons in `cgroup`.
  std::shared_ptr<const KnownContainer> ContainerIn(CgroupId cgroup, Port port, Protocol protocol,
                                                    const CompiledPolicy* policy) const;
  // What a bind of the engine's processes is decided by, for each port that it publishes for somebody.
  std::vector<kernel::BorrowedPort> Borrowed(std::string_view engine, const CompiledPolicy& policy,
                                             const SubjectOf& subject_of) const;

 private:
  using Candidates = std::vector<std::shared_ptr<const KnownContainer>>;
  struct Engine {
    EngineProcesses processes;
    std::map<std::pair<Port, Protocol>, Candidates> ports;
  };
  static bool Share(const Engine& a, const Engine& b);

  std::map<std::string, Engine, std::less<>> engines_;
};

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_PUBLISH_PUBLISHED_PORTS_H_
