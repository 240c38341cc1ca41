// SPDX-License-Identifier: Apache-2.0
// Findings written out: for people, for scripts, for code scanning.
#ifndef PORTLAW_POLICY_RENDER_FINDINGS_H_
#define PORTLAW_POLICY_RENDER_FINDINGS_H_

#include <span>
#include <string>
#include <string_view>

#include "policy/model/finding.h"

namespace portlaw {

// "file:line: severity: code: message", and a line "  see file:line" for each related place.
std::string FindingsText(const Findings& findings);

// {"findings": [...], "errors": n, "warnings": n, "notes": n}
std::string FindingsJson(const Findings& findings);

// What a SARIF log says about a code.
struct RuleText {
  std::string_view code;
  std::string_view summary;
  std::string_view help;
};

// SARIF 2.1.0 (OASIS) with one run. Codes that occur without a rule in `rules` get one with their name only.
std::string FindingsSarif(const Findings& findings, std::span<const RuleText> rules);

// "2 errors, 1 warning, 3 notes"; "no findings".
std::string CountText(const Findings& findings);

bool HasErrors(const Findings& findings);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_FINDINGS_H_
