// SPDX-License-Identifier: Apache-2.0
// The compiled policy and the one function that decides: the reference semantics. The kernel carries a lowered
// form of it (agent/kernel/lower.h), and tests hold the two equal on every port.
#ifndef PORTLAW_POLICY_DECIDE_POLICY_H_
#define PORTLAW_POLICY_DECIDE_POLICY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/decide/settings.h"
#include "policy/decide/verdict.h"
#include "policy/model/finding.h"
#include "policy/model/identity.h"
#include "policy/model/registry.h"

namespace portlaw {

// All loaded registries and the settings, indexed for Evaluate. Immutable and safe to share between threads.
class CompiledPolicy : public std::enable_shared_from_this<CompiledPolicy> {
 public:
  // Takes its own copy of both. `host_name` is this host's name, used where the settings give none.
  // Never fails: contradictions are lint findings, and have a defined verdict.
  static std::shared_ptr<const CompiledPolicy> Compile(std::vector<Registry> registries, Settings settings,
                                                       const std::string& host_name);
  ~CompiledPolicy();

  const std::vector<Registry>& registries() const;
  const Settings& settings() const;

  // What the compiler had to decide by itself, to be told to the user: a registry with rows for hosts of which
  // none is this one ("host-unknown"; all of them bind then), a port claimed by too many rows ("ports-crowded").
  const Findings& Notes() const;

  // The first port of each maximal run of ports about which no registry says anything different, ascending from 0.
  // Within such a run Evaluate gives every subject one and the same verdict (action and reason).
  const std::vector<std::uint32_t>& Boundaries() const;

  struct Index;
  const Index& index() const { return *index_; }

 private:
  explicit CompiledPolicy(std::unique_ptr<const Index> index);
  std::unique_ptr<const Index> index_;
};

// Who binds, as one policy sees it. Valid only with the policy that resolved it.
struct Subject {
  SubjectKind kind = SubjectKind::kHost;
  std::string container;                   // its name for people: "project-janua-api-1"; empty for the host
  std::string service;                     // the service it belongs to; empty where none
  std::vector<std::uint32_t> assignments;  // CompiledPolicy's numbers of the rows that name it, ascending
  std::vector<std::uint32_t> services;     // CompiledPolicy's numbers of its services, ascending
};

Subject HostSubject();
Subject UnregisteredSubject();

// Finds the container's rows and service: the first of its names that has rows (exactly, by "{n}", or as people write
// it), and at last a service's name that begins one of them ("janua-foo" -> Janua). Linear in nothing but the names.
Subject Resolve(const CompiledPolicy& policy, const ContainerIdentity& identity);

// Who binds for all of these, the first being itself (a pod, for its containers): it has the rows of each.
Subject ResolveAll(const CompiledPolicy& policy, std::span<const ContainerIdentity> identities);

// The verdict on one bind. Pure; O(log ports) and independent of the number of subjects.
Verdict Evaluate(const CompiledPolicy& policy, const Subject& subject, const BindRequest& request);

// The verdict on a bind by a container that is not identified yet, as `rule` (Settings::pending, or
// pending_without_agent) says: the unregistered one, or refused (or just logged) with reason `pending` whatever the
// port. The kernel's own choice of a port that nobody claims passes.
Verdict EvaluatePending(const CompiledPolicy& policy, PendingPolicy rule, const BindRequest& request);

// The verdict on a TCP listener on a port that nobody chose.
Verdict EvaluateDynamicListen(const CompiledPolicy& policy, const Subject& subject, Scope scope);

// Every port of the host that some registry claims for somebody or reserves. Sorted, disjoint.
std::vector<PortRange> ClaimedPorts(const CompiledPolicy& policy);

// Ports at which `subject` may get another verdict than a registered container without rows of its own:
// its assignments (with their ports inside the container), blocks and legacy ports. Sorted, disjoint.
std::vector<PortRange> OwnRanges(const CompiledPolicy& policy, const Subject& subject);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_POLICY_H_
