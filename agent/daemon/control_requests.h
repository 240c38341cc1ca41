// SPDX-License-Identifier: Apache-2.0
// What the control socket is asked, and the answers that need more than one line.
#ifndef PORTLAW_AGENT_DAEMON_CONTROL_REQUESTS_H_
#define PORTLAW_AGENT_DAEMON_CONTROL_REQUESTS_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/containers/roster.h"
#include "agent/control/server.h"
#include "agent/daemon/cgroup_news.h"
#include "agent/daemon/options.h"
#include "agent/daemon/policy_in_force.h"
#include "agent/kernel/kernel.h"

namespace portlaw::daemon {

// Loop thread only.
class ControlRequests {
 public:
  // What the agent itself has to do for an answer.
  struct Actions {
    std::function<nlohmann::json()> status;
    std::function<const ReloadOutcome&(const std::optional<std::string>& accepted)> reload;
    std::function<nlohmann::json()> held;  // the change that is held back
  };

  // All outlive it.
  ControlRequests(const AgentOptions& options, kernel::Kernel& kernel, containers::Roster& roster, CgroupNews& news,
                  Actions actions)
      : options_(options), kernel_(kernel), roster_(roster), news_(news), actions_(std::move(actions)) {}

  // The table of requests; it refers to this object.
  std::vector<control::RequestHandler> Handlers();

 private:
  nlohmann::json Hello() const;
  nlohmann::json Status() const;
  nlohmann::json Reload(const std::optional<std::string>& accepted) const;
  nlohmann::json Register(const nlohmann::json& request);
  nlohmann::json Resolve(const nlohmann::json& request);

  const AgentOptions& options_;
  kernel::Kernel& kernel_;
  containers::Roster& roster_;
  CgroupNews& news_;
  Actions actions_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_CONTROL_REQUESTS_H_
