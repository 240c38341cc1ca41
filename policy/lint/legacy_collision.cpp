// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/checks.h"
#include "policy/lint/moves.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

void CheckLegacyCollision(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  const Owners owners(registries);
  for (const Move& move : Moves(registries, &Migration::from)) {
    const std::optional<Owner> owner = owners.OtherThan(move.service, move.port);
    if (!owner) continue;
    std::vector<Source> related = {owner->source};
    related.insert(related.end(), move.sources.begin() + 1, move.sources.end());
    Report(check, findings, move.sources.front(),
           move.service + " still uses " + std::to_string(move.port) + ", which now belongs to " + owner->name,
           std::move(related));
  }
}

}  // namespace

LintCheck LegacyCollision() {
  return {"legacy-collision",
          Severity::kWarning,
          "a legacy port that a service still uses, but that now belongs to someone else",
          "Until the service has moved, its new owner cannot use the port on the same host; after that, an old copy of "
          "the service may take it.",
          "Finish the migration first, or give the new owner another port until then.",
          CheckLegacyCollision};
}

}  // namespace portlaw::lint
