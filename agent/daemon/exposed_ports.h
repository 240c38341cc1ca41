// SPDX-License-Identifier: Apache-2.0
// What engines tell, held to the policy: ports by which a container can be reached though no bind was decided as its
// own (too late to refuse, so what enforcement would have denied is logged as let through), and containers whose claim
// to a name was refused. No user's engine can fill the log with it.
#ifndef PORTLAW_AGENT_DAEMON_EXPOSED_PORTS_H_
#define PORTLAW_AGENT_DAEMON_EXPOSED_PORTS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "agent/containers/roster.h"
#include "agent/daemon/policy_in_force.h"
#include "agent/kernel/kernel.h"

namespace portlaw::daemon {

struct ExposedPort {
  containers::CgroupId cgroup = 0;
  containers::PublishedPort port;
  bool chosen = false;  // by the engine
};

// Loop thread only.
class ExposedPorts {
 public:
  using Report = std::function<void(const kernel::BindEvent&)>;

  // All outlive it. `report` is called for what the policy does not silently allow.
  ExposedPorts(const PolicyInForce& policy, const kernel::Kernel& kernel, const containers::Roster& roster,
               Report report)
      : policy_(policy), kernel_(kernel), roster_(roster), report_(std::move(report)) {}

  // Holds the port to the policy in force; before there is one it waits.
  void Found(ExposedPort exposed);
  // `container`, in `cgroup`, is decided as an unregistered one: what it calls itself it may not be.
  void Impostor(containers::CgroupId cgroup, const containers::KnownContainer& container);
  // There is a policy now: those that waited are held to it.
  void PolicyIsThere();

 private:
  // Of the user whose engine tells.
  struct Told {
    std::uint64_t window_start_ns = 0;
    std::uint32_t events = 0;
    std::uint64_t suppressed = 0;
  };

  kernel::BindEvent EventOf(const ExposedPort& exposed, const Verdict& verdict) const;
  kernel::BindEvent EventOf(containers::CgroupId cgroup, const containers::KnownContainer& container) const;
  void Tell(kernel::BindEvent event);

  const PolicyInForce& policy_;
  const kernel::Kernel& kernel_;
  const containers::Roster& roster_;
  Report report_;
  std::vector<ExposedPort> waiting_;
  std::map<std::uint32_t, Told> told_;  // by user
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_EXPOSED_PORTS_H_
