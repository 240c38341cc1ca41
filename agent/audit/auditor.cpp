// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/auditor.h"

#include <netinet/in.h>

#include "agent/audit/sentence.h"
#include "agent/audit/wall_clock.h"
#include "policy/decide/own_protocols.h"

namespace portlaw::audit {

namespace {

std::string ProtocolName(int ip_protocol) {
  switch (ip_protocol) {
    case IPPROTO_TCP:
    case IPPROTO_MPTCP:
      return "tcp";
    case IPPROTO_UDP:
      return "udp";
    case IPPROTO_UDPLITE:
      return "udplite";
    case IPPROTO_SCTP:
      return "sctp";
    case IPPROTO_DCCP:
      return "dccp";
    default:
      return std::to_string(ip_protocol);
  }
}

// Calls a lookup, or gives what nobody knows.
template <class Value, class... Parameters, class... Arguments>
Value Ask(const std::function<Value(Parameters...)>& lookup, const Arguments&... arguments) {
  return lookup ? lookup(arguments...) : Value();
}

std::string CgroupName(const Lookups& lookups, kernel::CgroupId cgroup) {
  const std::string path = Ask(lookups.cgroup_path, cgroup);
  return path.empty() ? "id:" + std::to_string(cgroup) : path;
}

Process ProcessOf(const kernel::BindEvent& event) {
  Process process;
  process.pid = event.pid;
  process.uid = event.uid;
  process.comm = event.comm;
  process.exe = event.process.exe;
  process.args = event.process.args;
  process.ppid = event.process.ppid;
  process.parent = event.process.parent;
  process.loginuid = event.process.loginuid;
  if (event.process.started_ns != 0) process.started = BootTimeToWallTime(event.process.started_ns);
  return process;
}

// What the kernel's event says by itself.
AuditEvent Plain(const kernel::BindEvent& event) {
  AuditEvent result;
  result.time = ToWallTime(event.time_ns);
  result.action = event.action;
  result.reason = event.reason;
  result.port = event.port;
  result.protocol = ProtocolName(event.ip_protocol);
  result.family = event.ipv6 ? "ipv6" : "ipv4";
  result.address = event.address;
  result.chosen = event.chosen;
  result.hook = event.hook;
  result.process = ProcessOf(event);
  result.scope = event.scope;
  result.generation = event.generation;
  result.suppressed = event.suppressed;
  return result;
}

Subject SubjectOf(const CompiledPolicy& policy, const kernel::BindEvent& event, const std::optional<Party>& party) {
  if (event.row == kernel::kHostRow && !party) return HostSubject();
  return party ? ResolveAll(policy, party->identities) : UnregisteredSubject();
}

// How the subject is seen where no policy tells.
SubjectKind KindOf(const kernel::BindEvent& event, const std::optional<Party>& party) {
  if (event.row == kernel::kHostRow && !party) return SubjectKind::kHost;
  return event.row >= kernel::kFirstNamedRow ? SubjectKind::kRegistered : SubjectKind::kUnregistered;
}

Verdict Judge(const CompiledPolicy& policy, const Subject& subject, const BindRequest& request, Reason reason) {
  if (reason == Reason::kDynamicListen) return EvaluateDynamicListen(policy, subject, request.scope);
  return Evaluate(policy, subject, request);
}

// Adds what the policy says. Its reason differs from the kernel's where the subject has got another name since:
// then its rule is not the one that decided, and is left out. A pending subject had no name at all, and about a port in
// use nothing was decided.
void AddPolicy(const Lookups& lookups, const CompiledPolicy& policy, const Subject& subject,
               const kernel::BindEvent& event, AuditEvent& result) {
  const BindRequest request{event.port, event.protocol, event.scope, event.chosen};
  const Verdict verdict = Judge(policy, subject, request, event.reason);
  result.subject = subject.kind;
  result.service = subject.service;
  result.own_protocols = OwnProtocols(policy, subject, request);
  result.suggestion = Ask(lookups.suggest, policy, subject, request);
  const bool decided = event.reason != Reason::kPending && event.reason != Reason::kPortInUse;
  if (decided && verdict.reason != event.reason) return;
  result.owner = verdict.owner;
  result.owner_rule = verdict.rule_text;
  result.rule = verdict.rule;
}

}  // namespace

AuditEvent Auditor::Explain(const kernel::BindEvent& event, std::optional<PortHolder> holder) const {
  AuditEvent result = Plain(event);
  result.holder = std::move(holder);
  const std::optional<Party> party = Ask(lookups_.party, event);
  if (party) {
    result.container = party->container;
  } else if (event.row != kernel::kHostRow) {
    result.container.emplace();
  }
  result.cgroup = CgroupName(lookups_, event.cgroup);
  if (event.socket_cgroup != 0 && event.socket_cgroup != event.cgroup) {
    result.socket_cgroup = CgroupName(lookups_, event.socket_cgroup);
  }
  const std::shared_ptr<const CompiledPolicy> policy = Ask(lookups_.policy, event.generation);
  result.policy_known = policy != nullptr;
  result.subject = KindOf(event, party);
  if (policy) AddPolicy(lookups_, *policy, SubjectOf(*policy, event, party), event, result);
  result.message = Sentence(result);
  return result;
}

void Auditor::Handle(const kernel::BindEvent& event, std::optional<PortHolder> holder) {
  Write(Explain(event, std::move(holder)));
}

void Auditor::HandleTampering(const kernel::Tampering& tampering, std::uint64_t generation) {
  AuditEvent event;
  event.time = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  event.hook = kernel::Hook::kTamper;
  event.protocol = ToString(Protocol::kAny);
  event.family = "ipv4";
  event.generation = generation;
  event.subject = SubjectKind::kHost;
  event.tampering = tampering.what + (tampering.failed.empty() ? "; it is as it was again"
                                                               : ", and cannot be mended (" + tampering.failed + ")");
  event.message = Sentence(event);
  Write(event);
}

void Auditor::Write(const AuditEvent& event) const {
  for (const std::shared_ptr<Sink>& sink : sinks_) sink->Write(event);
}

void Auditor::Reopen() {
  for (const std::shared_ptr<Sink>& sink : sinks_) sink->Reopen();
}

}  // namespace portlaw::audit
