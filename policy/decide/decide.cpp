// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/decide.h"

#include <algorithm>

#include "policy/decide/index.h"

namespace portlaw {

namespace {

using Index = CompiledPolicy::Index;
using Kind = FactRef::Kind;

bool Has(const std::vector<std::uint32_t>& numbers, std::uint32_t number) {
  return std::binary_search(numbers.begin(), numbers.end(), number);
}

// Of several facts that refuse the port the first decides, but one of a registry that is enforced goes before
// those that are only audited: loading a second registry never makes the first one weaker.
class Strictest {
 public:
  explicit Strictest(const Settings& settings) : mode_(settings.mode) {}

  void Offer(FactRef fact, RegistryMode mode) {
    const bool enforced = mode.value_or(mode_) == Mode::kEnforce;
    if (fact_ && (enforced_ || !enforced)) return;
    fact_ = fact;
    enforced_ = enforced;
  }

  FactRef fact() const { return fact_; }

 private:
  Mode mode_;
  FactRef fact_;
  bool enforced_ = false;
};

// What the facts on a segment are to one subject.
struct Claims {
  explicit Claims(const Settings& settings) : reserved(settings), foreign(settings) {}

  FactRef own;      // assigned to the subject
  FactRef another;  // assigned to anybody else
  FactRef sibling;  // assigned to another container of the subject's service
  FactRef legacy;
  FactRef own_block;
  Strictest reserved;
  Strictest foreign;  // assigned to anybody else, or the block of another service
};

void SetOnce(FactRef& fact, Kind kind, std::uint32_t number) {
  if (!fact) fact = {kind, number};
}

void AddAssignments(const Index& index, const Subject& subject, const Segment& segment, Protocol protocol, Scope scope,
                    Claims& claims) {
  for (std::uint32_t number : segment.assignments) {
    const IndexedAssignment& row = index.assignments[number];
    if (!Covers(row.fact->protocol, protocol)) continue;
    if (scope == Scope::kHost && row.fact->exposure == Exposure::kInternal) continue;
    if (Has(subject.assignments, number)) {
      SetOnce(claims.own, Kind::kAssignment, number);
      continue;
    }
    SetOnce(claims.another, Kind::kAssignment, number);
    if (Has(subject.services, row.service)) SetOnce(claims.sibling, Kind::kAssignment, number);
    claims.foreign.Offer({Kind::kAssignment, number}, row.mode);
  }
}

void AddBlocks(const Index& index, const Subject& subject, const Segment& segment, Claims& claims) {
  for (std::uint32_t number : segment.blocks) {
    const IndexedBlock& block = index.blocks[number];
    if (Has(subject.services, block.service) || Has(subject.services, block.host_service)) {
      SetOnce(claims.own_block, Kind::kBlock, number);
    } else {
      claims.foreign.Offer({Kind::kBlock, number}, block.mode);
    }
  }
}

Claims Gather(const Index& index, const Subject& subject, const Segment& segment, Protocol protocol, Scope scope) {
  Claims claims(index.settings);
  AddAssignments(index, subject, segment, protocol, scope, claims);
  AddBlocks(index, subject, segment, claims);
  for (std::uint32_t number : segment.reserved) {
    const IndexedReserved& range = index.reserved[number];
    if (Covers(range.fact->protocol, protocol)) claims.reserved.Offer({Kind::kReserved, number}, range.mode);
  }
  for (std::uint32_t number : segment.migrations) {
    if (Has(subject.services, index.migrations[number].service)) SetOnce(claims.legacy, Kind::kMigration, number);
  }
  return claims;
}

// The subject's row that says that `port` is its port inside the container. In a private namespace that is the
// port it binds, and it collides with nobody's.
FactRef InsideContainer(const Index& index, const Subject& subject, std::uint32_t port, Protocol protocol) {
  for (std::uint32_t number : subject.assignments) {
    if (number >= index.assignments.size()) break;
    const Assignment& row = *index.assignments[number].fact;
    if (!row.container_ports || !Covers(row.protocol, protocol)) continue;
    if (row.container_ports->Contains(static_cast<Port>(port))) return {Kind::kAssignment, number};
  }
  return {};
}

bool HasPortsInside(const Index& index, const Subject& subject) {
  return std::any_of(subject.assignments.begin(), subject.assignments.end(), [&](std::uint32_t number) {
    return number < index.assignments.size() && index.assignments[number].fact->container_ports.has_value();
  });
}

RegistryMode ModeOfFact(const Index& index, FactRef fact) {
  switch (fact.kind) {
    case Kind::kAssignment:
      return index.assignments[fact.number].mode;
    case Kind::kBlock:
      return index.blocks[fact.number].mode;
    case Kind::kReserved:
      return index.reserved[fact.number].mode;
    case Kind::kMigration:
      return index.migrations[fact.number].mode;
    case Kind::kNone:
      break;
  }
  return std::nullopt;
}

// The mode of the registry that the subject stands in: its first row's, else its first block's.
RegistryMode ModeOfSubject(const Index& index, const Subject& subject) {
  for (std::uint32_t number : subject.assignments) {
    if (number < index.assignments.size() && index.assignments[number].mode) return index.assignments[number].mode;
  }
  for (std::uint32_t service : subject.services) {
    if (service >= index.services.size()) continue;
    for (std::uint32_t block : index.services[service].blocks) {
      if (index.blocks[block].mode) return index.blocks[block].mode;
    }
  }
  return std::nullopt;
}

void ApplyServiceSettings(const ServiceSettings& settings, Column& column) {
  if (!column.service_mode) column.service_mode = settings.mode;
  for (const auto& [reason, action] : settings.verdicts) column.actions[static_cast<int>(reason)] = AnyProtocol(action);
  for (const auto& [place, action] : settings.verdicts_of_protocol)
    column.actions[static_cast<int>(place.first)][static_cast<int>(place.second)] = action;
}

bool IsClaimedByNobody(Reason reason) { return reason == Reason::kUnallocated || reason == Reason::kEphemeral; }

// A port that the kernel chose is not refused as one that was asked for: who gets it had no say.
Action AsAsked(const Settings& settings, Action action, bool chosen) {
  return chosen && action == Action::kDeny ? settings.chosen_ports : action;
}

Action ApplyMode(const Settings& settings, Action action, Mode mode, Scope scope) {
  const bool is_private = scope == Scope::kPrivate;
  if (is_private && settings.private_netns == PrivateNetns::kIgnore) return Action::kAllow;
  if (action != Action::kDeny) return action;
  const bool audited = mode == Mode::kAudit || (is_private && settings.private_netns == PrivateNetns::kAudit);
  return audited ? Action::kWouldDeny : Action::kDeny;
}

}  // namespace

Judgement Judge(const CompiledPolicy& policy, const Subject& subject, std::size_t segment, Protocol protocol,
                Scope scope) {
  const Index& index = policy.index();
  const Claims claims = Gather(index, subject, index.segments[segment], protocol, scope);
  const FactRef reserved = claims.reserved.fact();
  if (claims.own && claims.another) return {Reason::kContested, claims.own, claims.another};
  if (claims.own && reserved) return {Reason::kAssignedReserved, claims.own, reserved};
  if (claims.own && claims.legacy) return {Reason::kLegacy, claims.legacy, {}};  // its own, and deprecated
  if (claims.own) return {Reason::kAssigned, claims.own, {}};
  if (scope == Scope::kPrivate) {
    const FactRef inside = InsideContainer(index, subject, index.boundaries[segment], protocol);
    if (inside) return {Reason::kAssigned, inside, {}};
  }
  if (claims.legacy) return {Reason::kLegacy, claims.legacy, claims.another};
  if (reserved) return {Reason::kReserved, reserved, {}};
  if (claims.own_block && claims.sibling) return {Reason::kSibling, claims.sibling, claims.own_block};
  if (claims.own_block && !claims.another) return {Reason::kInBlock, claims.own_block, {}};
  if (claims.foreign.fact()) return {Reason::kForeign, claims.foreign.fact(), {}};
  if (protocol == Protocol::kUdp && index.segments[segment].ephemeral) return {Reason::kEphemeral, {}, {}};
  return {};
}

bool DependsOnProtocol(const CompiledPolicy& policy, const Subject& subject, std::size_t segment) {
  const Segment& facts = policy.index().segments[segment];
  return facts.by_protocol || facts.ephemeral || HasPortsInside(policy.index(), subject);
}

bool DependsOnScope(const CompiledPolicy& policy, const Subject& subject, std::size_t segment) {
  return policy.index().segments[segment].by_scope || HasPortsInside(policy.index(), subject);
}

Column ColumnOf(const CompiledPolicy& policy, const Subject& subject) {
  const Index& index = policy.index();
  Column column;
  column.kind = subject.kind;
  for (int reason = 1; reason < kReasons; ++reason) {
    for (Protocol protocol : kAllProtocols)
      column.actions[reason][static_cast<int>(protocol)] =
          index.settings.verdicts.At(subject.kind, static_cast<Reason>(reason), protocol);
  }
  column.mode = ModeOfSubject(index, subject).value_or(index.settings.mode);
  for (std::uint32_t service : subject.services) {
    if (service >= index.services.size() || !index.services[service].settings) continue;
    ApplyServiceSettings(*index.services[service].settings, column);
  }
  return column;
}

bool DependsOnProtocol(const Column& column) {
  return std::any_of(column.actions.begin(), column.actions.end(),
                     [](const ActionByProtocol& actions) { return actions != AnyProtocol(actions[0]); });
}

Decision Carry(const CompiledPolicy& policy, const Column& column, const Judgement& judgement, Protocol protocol,
               Scope scope, bool chosen) {
  if (chosen && IsClaimedByNobody(judgement.reason)) return {Action::kAllow, Reason::kUnallocated};
  const Settings& settings = policy.settings();
  const Mode registry = ModeOfFact(policy.index(), judgement.rule).value_or(column.mode);
  const Action action = column.actions[static_cast<int>(judgement.reason)][static_cast<int>(protocol)];
  return {ApplyMode(settings, AsAsked(settings, action, chosen), column.service_mode.value_or(registry), scope),
          judgement.reason};
}

Decision CarryPending(const CompiledPolicy& policy, PendingPolicy rule, const Judgement& judgement, Protocol protocol,
                      Scope scope, bool chosen) {
  const Settings& settings = policy.settings();
  if (rule == PendingPolicy::kUnregistered) {
    return Carry(policy, ColumnOf(policy, UnregisteredSubject()), judgement, protocol, scope, chosen);
  }
  if (chosen && IsClaimedByNobody(judgement.reason)) return {Action::kAllow, Reason::kUnallocated};
  const Mode mode = rule == PendingPolicy::kAudit ? Mode::kAudit : settings.mode;
  return {ApplyMode(settings, AsAsked(settings, Action::kDeny, chosen), mode, scope), Reason::kPending};
}

Decision CarryDynamicListen(const CompiledPolicy& policy, const Column& column, Scope scope) {
  const Action action = column.actions[static_cast<int>(Reason::kDynamicListen)][static_cast<int>(Protocol::kTcp)];
  return {ApplyMode(policy.settings(), action, column.service_mode.value_or(column.mode), scope),
          Reason::kDynamicListen};
}

}  // namespace portlaw
