// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/lint.h"

#include <algorithm>
#include <tuple>

#include "policy/lint/checks.h"

namespace portlaw {

std::span<const LintCheck> LintChecks() {
  static const LintCheck kChecks[] = {
      lint::DuplicateAssignment(),    lint::ContestedPort(),    lint::ForeignBlock(),
      lint::OutsideSection(),         lint::AssignedReserved(), lint::OverlappingRanges(),
      lint::NestedGroups(),           lint::LayerMismatch(),    lint::ContestedName(),
      lint::ContradictingStatement(), lint::LegacyCollision(),  lint::MigrationTarget(),
      lint::OffsetScheme(),           lint::EphemeralOverlap(), lint::WellKnownCollision(),
      lint::BrowserBlockedPort(),     lint::PrivilegedPort(),   lint::RedisDuplicate(),
      lint::RedisOutOfRange(),        lint::VariableMismatch(), lint::AmbiguousRange(),
      lint::AmbiguousReserved(),      lint::SeveralHosts(),     lint::UnreadRows(),
  };
  return kChecks;
}

Findings Lint(const std::vector<Registry>& registries) {
  Findings findings;
  for (const LintCheck& check : LintChecks()) {
    if (check.run != nullptr) check.run(registries, check, findings);
  }
  SortFindings(findings);
  return findings;
}

void SortFindings(Findings& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.source, a.code) < std::tie(b.source, b.code);
  });
}

}  // namespace portlaw
