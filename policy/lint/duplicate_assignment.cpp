// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/checks.h"
#include "policy/lint/claims.h"
#include "policy/lint/names.h"

namespace portlaw::lint {

namespace {

bool AreRivalsInOneRegistry(const Row& a, const Row& b) {
  return a.registry == b.registry && !SameHolder(*a.assignment, *b.assignment);
}

void CheckDuplicateAssignment(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  ReportRivals(registries, check, findings, AreRivalsInOneRegistry);
}

}  // namespace

LintCheck DuplicateAssignment() {
  return {"duplicate-assignment",
          Severity::kError,
          "a port that one registry gives to two containers on the same host",
          "Whichever starts first gets the port; the other fails with EADDRINUSE. portlaw lets both bind and logs "
          "each bind as contested, because it cannot know whom the team means.",
          "Give one of them another port (`portlaw next` finds it). If they never run on one host, add a host column; "
          "if one uses TCP and the other UDP, say so.",
          CheckDuplicateAssignment};
}

}  // namespace portlaw::lint
