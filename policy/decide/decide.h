// SPDX-License-Identifier: Apache-2.0
// Evaluate in two steps and without words, for those that ask for every port: first what the registry says of a
// run of ports (Judge), then what the settings make of it (Carry).
#ifndef PORTLAW_POLICY_DECIDE_DECIDE_H_
#define PORTLAW_POLICY_DECIDE_DECIDE_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "policy/decide/policy.h"

namespace portlaw {

// A fact of the compiled policy, by its number there.
struct FactRef {
  enum class Kind : std::uint8_t { kNone, kAssignment, kBlock, kReserved, kMigration };
  Kind kind = Kind::kNone;
  std::uint32_t number = 0;

  explicit operator bool() const { return kind != Kind::kNone; }
  bool operator==(const FactRef&) const = default;
};

// The row of the semantics table that matched. `rule` decided; `other` is what it stands against, where something
// does: the other claimant of a contested port, the reserved range around an assignment.
struct Judgement {
  Reason reason = Reason::kUnallocated;
  FactRef rule;
  FactRef other;
};

// Segment `segment` of the policy begins at Boundaries()[segment]. The judgement holds for all its ports.
Judgement Judge(const CompiledPolicy& policy, const Subject& subject, std::size_t segment, Protocol protocol,
                Scope scope);

// Whether Judge may give different answers for different protocols, or scopes.
bool DependsOnProtocol(const CompiledPolicy& policy, const Subject& subject, std::size_t segment);
bool DependsOnScope(const CompiledPolicy& policy, const Subject& subject, std::size_t segment);

// What a verdict depends on besides the judgement. Subjects with equal columns get equal verdicts on every port
// outside of their OwnRanges.
struct Column {
  SubjectKind kind = SubjectKind::kHost;
  std::array<ActionByProtocol, kReasons> actions{};  // before the mode
  std::optional<Mode> service_mode;  // of the subject's service; else the rule's registry decides, else:
  Mode mode = Mode::kEnforce;        // that of the subject's own registry, or the global one

  auto operator<=>(const Column&) const = default;
};

Column ColumnOf(const CompiledPolicy& policy, const Subject& subject);

struct Decision {
  Action action = Action::kAllow;
  Reason reason = Reason::kUnallocated;

  auto operator<=>(const Decision&) const = default;
};

// Whether Carry may give different answers for different protocols.
bool DependsOnProtocol(const Column& column);

Decision Carry(const CompiledPolicy& policy, const Column& column, const Judgement& judgement, Protocol protocol,
               Scope scope, bool chosen);

// The decisions behind EvaluatePending and EvaluateDynamicListen. `judgement` is that of UnregisteredSubject().
Decision CarryPending(const CompiledPolicy& policy, PendingPolicy rule, const Judgement& judgement, Protocol protocol,
                      Scope scope, bool chosen);
Decision CarryDynamicListen(const CompiledPolicy& policy, const Column& column, Scope scope);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_DECIDE_H_
