// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/checks.h"
#include "policy/lint/claims.h"
#include "policy/lint/names.h"

namespace portlaw::lint {

namespace {

// Two teams mean the same container only where they give it the same name: "redis" and "quay-redis" are two.
bool AreRivalsAcrossRegistries(const Row& a, const Row& b) {
  return a.registry != b.registry && Folded(HolderName(*a.assignment)) != Folded(HolderName(*b.assignment));
}

void CheckContestedPort(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  ReportRivals(registries, check, findings, AreRivalsAcrossRegistries);
}

}  // namespace

LintCheck ContestedPort() {
  return {"contested-port",
          Severity::kError,
          "a port that two registries give to different containers",
          "Each registry is right by itself, but on a host that runs both teams' services one of the two cannot "
          "start. portlaw lets both bind and logs each bind as contested.",
          "Let the teams agree whose port it is, or load each registry only on the hosts that it is for.",
          CheckContestedPort};
}

}  // namespace portlaw::lint
