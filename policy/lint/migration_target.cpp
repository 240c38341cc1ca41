// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/checks.h"
#include "policy/lint/moves.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

void CheckMigrationTarget(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  const Owners owners(registries);
  for (const Move& move : Moves(registries, &Migration::to)) {
    const std::optional<Owner> owner = owners.OtherThan(move.service, move.port);
    if (!owner) continue;
    Report(check, findings, move.sources.front(),
           move.service + " is to move to " + std::to_string(move.port) + ", which belongs to " + owner->name,
           {owner->source});
  }
}

}  // namespace

LintCheck MigrationTarget() {
  return {"migration-target",
          Severity::kError,
          "a migration to a port that belongs to someone else",
          "The service would leave a port that it may still use for one that it must not bind.",
          "Correct the migration's target to the port that the table gives the service.",
          CheckMigrationTarget};
}

}  // namespace portlaw::lint
