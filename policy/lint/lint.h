// SPDX-License-Identifier: Apache-2.0
// Lint: what is wrong in one registry, and in several loaded together. One check a file, one line in the table.
#ifndef PORTLAW_POLICY_LINT_LINT_H_
#define PORTLAW_POLICY_LINT_LINT_H_

#include <span>
#include <string_view>
#include <vector>

#include "policy/model/finding.h"
#include "policy/model/registry.h"

namespace portlaw {

// A check looks at all loaded registries together and adds what it finds. Its texts are its documentation: the only
// place where a code is explained.
struct LintCheck {
  std::string_view code;  // "duplicate-assignment"
  Severity severity;
  std::string_view summary;  // one line: what it finds
  std::string_view why;      // why that is a problem
  std::string_view mend;     // what to do about it
  // None: the finding is made while reading; the entry documents it.
  void (*run)(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings);
};

// In the order of the documentation.
std::span<const LintCheck> LintChecks();

// Runs every check; sorted. Messages name no lines (those are in the finding's source and related), so that a finding
// can be known again when lines have moved.
Findings Lint(const std::vector<Registry>& registries);

// By source, then code.
void SortFindings(Findings& findings);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_LINT_LINT_H_
