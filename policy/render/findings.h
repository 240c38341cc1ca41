// SPDX-License-Identifier: Apache-2.0
// Findings written out: for people, for scripts, for code scanning.
#ifndef PORTLAW_POLICY_RENDER_FINDINGS_H_
#define PORTLAW_POLICY_RENDER_FINDINGS_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "policy/lint/aggregate.h"

namespace portlaw {

// How much of a message is shown.
inline constexpr std::size_t kMaxMessageBytes = 4096;

// "file:line: severity: code: message", a line "  see file:line" for each related place, and one for AlikeText.
std::string FindingsText(const ToldFindings& findings);

// "and 3 more like it: lines 12, 14, ..."; no lines where all are on its own one. Empty where it stands for itself.
std::string AlikeText(const ToldFinding& told);

// {"findings": [...], "errors": n, "warnings": n, "notes": n}
std::string FindingsJson(const ToldFindings& findings);

// What a SARIF log says about a code.
struct RuleText {
  std::string_view code;
  std::string_view summary;
  std::string_view help;
};

// SARIF 2.1.0 (OASIS) with one run. Codes that occur without a rule in `rules` get one with their name only.
std::string FindingsSarif(const ToldFindings& findings, std::span<const RuleText> rules);

// "2 errors, 1 warning, 3 notes"; "no findings".
std::string CountText(const ToldFindings& findings);

bool HasErrors(const ToldFindings& findings);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_FINDINGS_H_
