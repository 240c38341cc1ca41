// SPDX-License-Identifier: Apache-2.0
// From an event of the kernel to the audit log: finds out what the auditor asks for, and hands the event on.
#ifndef PORTLAW_AGENT_DAEMON_BIND_REPORTS_H_
#define PORTLAW_AGENT_DAEMON_BIND_REPORTS_H_

#include <memory>
#include <optional>
#include <vector>

#include "agent/audit/auditor.h"
#include "agent/containers/roster.h"
#include "agent/daemon/holder_finder.h"
#include "agent/daemon/policy_in_force.h"
#include "agent/io/event_loop.h"
#include "agent/kernel/bind_event.h"

namespace portlaw::daemon {

// Loop thread only. Neither copied nor moved: the loop calls it.
class BindReports {
 public:
  // Both outlive it.
  BindReports(const PolicyInForce& policy, const containers::Roster& roster);

  void SetSinks(std::vector<std::shared_ptr<audit::Sink>> sinks) { auditor_.SetSinks(std::move(sinks)); }
  const std::vector<std::shared_ptr<audit::Sink>>& sinks() const { return auditor_.sinks(); }
  // From now on events of a port in use wait until it is known who holds it.
  Result<void> FindHolders(io::EventLoop& loop);

  void Report(const kernel::BindEvent& event);
  void ReportTampering(const kernel::Tampering& tampering, std::uint64_t generation) {
    auditor_.HandleTampering(tampering, generation);
  }
  // What is still being looked for comes as it is.
  void Finish();
  // After log rotation.
  void Reopen() { auditor_.Reopen(); }

 private:
  audit::Lookups Lookups() const;
  void ReportInUse(const kernel::BindEvent& event, const std::optional<scan::Holder>& holder);

  const PolicyInForce& policy_;
  const containers::Roster& roster_;
  audit::Auditor auditor_;
  std::unique_ptr<HolderFinder> holder_finder_;  // where the settings ask for ports in use
};

}  // namespace portlaw::daemon

#endif  // PORTLAW_AGENT_DAEMON_BIND_REPORTS_H_
