// SPDX-License-Identifier: Apache-2.0
// The agent: documents in, kernel enforced, cgroups known, binds explained. Everything happens in one loop.
#ifndef PORTLAW_AGENT_DAEMON_AGENT_H_
#define PORTLAW_AGENT_DAEMON_AGENT_H_

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agent/audit/json_file_sink.h"
#include "agent/containers/roster.h"
#include "agent/control/server.h"
#include "agent/daemon/bind_reports.h"
#include "agent/daemon/cgroup_news.h"
#include "agent/daemon/control_requests.h"
#include "agent/daemon/decision_summary.h"
#include "agent/daemon/exposed_ports.h"
#include "agent/daemon/fault_log.h"
#include "agent/daemon/file_watch.h"
#include "agent/daemon/kernel_store.h"
#include "agent/daemon/options.h"
#include "agent/daemon/policy_in_force.h"
#include "agent/daemon/service_manager.h"
#include "agent/daemon/status.h"
#include "agent/io/event_loop.h"
#include "agent/kernel/kernel.h"
#include "agent/metrics/endpoint.h"
#include "agent/metrics/service_decisions.h"
#include "agent/sinks/sink_set.h"

namespace portlaw::daemon {

// Neither copied nor moved: the loop calls it.
class Agent {
 public:
  // The signals that Run answers wait for it from now on, instead of ending the process.
  static void HoldSignals();
  // Takes over or loads the kernel side for `documents`, which `guard` gave for `options`, and attaches it last of all:
  // where anything fails, nothing is attached that was not before. Errors: the first thing that the host refuses.
  static Result<std::unique_ptr<Agent>> Start(AgentOptions options, Guard guard, Documents documents);
  ~Agent();

  // Serves until SIGTERM or SIGINT. Enforcement goes on afterwards.
  int Run();

 private:
  Agent(AgentOptions options, io::EventLoop loop, Guard guard, Documents documents);

  // Steps of the start, in this order.
  Result<void> LookAround();
  Result<void> OpenAuditLog();
  Result<void> OpenKernel();
  Result<void> Listen();
  Result<void> FindContainers();
  Result<void> WaitForThings();
  Result<void> Enforce();
  Result<void> JudgeWhatRuns();

  Result<void> WatchKernel();
  Result<void> WatchFiles();
  Result<void> WatchSignals();

  void Tick();
  void LookAfterHooks();
  void Summarize();
  std::size_t MissingHooks() const;
  std::string StatusLine() const;
  const ReloadOutcome& Reload(const std::optional<std::string>& accepted = {});
  void ConnectSinks();
  void Announce();
  Result<void> ServeMetrics();
  StatusSources Sources() const;
  nlohmann::json Status() const;

  AgentOptions options_;
  io::EventLoop loop_;
  PolicyInForce policy_;
  ServiceManager service_manager_;
  std::shared_ptr<audit::JsonFileSink> audit_file_;
  // Made by OpenKernel; each refers to those before it.
  std::optional<kernel::Kernel> kernel_;
  std::optional<KernelStore> store_;
  std::optional<containers::Roster> roster_;
  std::optional<BindReports> reports_;
  std::optional<ExposedPorts> exposed_;
  std::optional<CgroupNews> news_;
  // Made by Listen.
  std::optional<ControlRequests> requests_;
  std::unique_ptr<control::Server> server_;
  std::vector<std::shared_ptr<audit::Sink>> own_sinks_;  // that no setting takes away
  sinks::SinkSet further_sinks_;
  metrics::ServiceDecisions decisions_;
  std::unique_ptr<metrics::Endpoint> metrics_;
  FaultLog faults_;
  std::optional<DecisionSummary> summary_;
  std::size_t missing_hooks_ = 0;  // as the service manager was told
  std::unique_ptr<FileWatch> file_watch_;
  std::vector<io::Watch> watches_;
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_AGENT_H_
