// SPDX-License-Identifier: Apache-2.0
// From a decision of the kernel to a line that people and programs read: the auditor explains the event by the
// policy that made it and hands it to every sink.
#ifndef PORTLAW_AGENT_AUDIT_AUDITOR_H_
#define PORTLAW_AGENT_AUDIT_AUDITOR_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/audit/audit_event.h"
#include "agent/audit/sink.h"
#include "agent/kernel/bind_event.h"
#include "agent/kernel/kernel.h"
#include "policy/decide/policy.h"
#include "policy/model/identity.h"

namespace portlaw::audit {

// The container behind an event: what the log says about it, and what a policy finds its rows by.
struct Party {
  Container container;
  std::vector<ContainerIdentity> identities;  // for ResolveAll
};

// What the auditor asks the rest of the agent. Called from Explain only, on its thread; none may block. Any may be
// left empty: it then knows nothing.
struct Lookups {
  // The policy of a generation; null where it is kept no longer.
  std::function<std::shared_ptr<const CompiledPolicy>(std::uint64_t generation)> policy;
  // Who binds; none for a host process and where nobody knows (any more). The event's `owner` and `row` tell.
  std::function<std::optional<Party>(const kernel::BindEvent& event)> party;
  // "/a/b"; empty where the cgroup is not known (any more).
  std::function<std::string(kernel::CgroupId cgroup)> cgroup_path;
  // The next free port of the subject's service.
  std::function<std::optional<Port>(const CompiledPolicy& policy, const Subject& subject, const BindRequest& request)>
      suggest;
};

// Loop thread only.
class Auditor {
 public:
  explicit Auditor(Lookups lookups) : lookups_(std::move(lookups)) {}

  // In place of those there were.
  void SetSinks(std::vector<std::shared_ptr<Sink>> sinks) { sinks_ = std::move(sinks); }
  const std::vector<std::shared_ptr<Sink>>& sinks() const { return sinks_; }

  // The event in full, with its sentence. The verdict stays the kernel's; the registry line and the owner are those
  // of the policy that made it.
  AuditEvent Explain(const kernel::BindEvent& event, std::optional<PortHolder> holder = std::nullopt) const;

  // Explains the event and writes it to every sink. `holder`: of a port in use, whose socket has it.
  void Handle(const kernel::BindEvent& event, std::optional<PortHolder> holder = std::nullopt);

  // Somebody has undone part of the enforcement, as found while `generation` was in force.
  void HandleTampering(const kernel::Tampering& tampering, std::uint64_t generation);

  // After log rotation.
  void Reopen();

 private:
  void Write(const AuditEvent& event) const;

  Lookups lookups_;
  std::vector<std::shared_ptr<Sink>> sinks_;
};

}  // namespace portlaw::audit

#endif  // PORTLAW_AGENT_AUDIT_AUDITOR_H_
