// SPDX-License-Identifier: Apache-2.0
// Rows that claim the same port for different containers.
#ifndef PORTLAW_POLICY_LINT_CLAIMS_H_
#define PORTLAW_POLICY_LINT_CLAIMS_H_

#include "policy/lint/lint.h"
#include "policy/lint/rows.h"

namespace portlaw::lint {

// Reports each row whose port an earlier row has for another container. `are_rivals` picks the pairs. The same
// statement made twice is no rivalry.
void ReportRivals(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings,
                  bool (*are_rivals)(const Row& a, const Row& b));

}  // namespace portlaw::lint

#endif  // PORTLAW_POLICY_LINT_CLAIMS_H_
