// SPDX-License-Identifier: Apache-2.0
// The checks, a file each.
#ifndef PORTLAW_POLICY_LINT_CHECKS_H_
#define PORTLAW_POLICY_LINT_CHECKS_H_

#include "policy/lint/lint.h"

namespace portlaw::lint {

LintCheck AmbiguousRange();
LintCheck AmbiguousReserved();
LintCheck AssignedReserved();
LintCheck BrowserBlockedPort();
LintCheck ContestedName();
LintCheck ContestedPort();
LintCheck ContradictingStatement();
LintCheck DuplicateAssignment();
LintCheck EphemeralOverlap();
LintCheck ForeignBlock();
LintCheck LayerMismatch();
LintCheck LegacyCollision();
LintCheck MigrationTarget();
LintCheck NestedGroups();
LintCheck OffsetScheme();
LintCheck OutsideSection();
LintCheck OverlappingRanges();
LintCheck PrivilegedPort();
LintCheck RedisDuplicate();
LintCheck RedisOutOfRange();
LintCheck SeveralHosts();
LintCheck UnreadRows();
LintCheck VariableMismatch();
LintCheck WellKnownCollision();

}  // namespace portlaw::lint

#endif  // PORTLAW_POLICY_LINT_CHECKS_H_
