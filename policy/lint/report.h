// SPDX-License-Identifier: Apache-2.0
// How a check says what it found.
#ifndef PORTLAW_POLICY_LINT_REPORT_H_
#define PORTLAW_POLICY_LINT_REPORT_H_

#include <string>
#include <utility>
#include <vector>

#include "policy/lint/lint.h"

namespace portlaw::lint {

// More related places than these help nobody, and would make the output quadratic.
inline constexpr std::size_t kMaxRelated = 8;

inline void Report(const LintCheck& check, Findings& findings, const Source& source, std::string message,
                   std::vector<Source> related = {}) {
  if (related.size() > kMaxRelated) related.resize(kMaxRelated);
  findings.push_back({check.severity, std::string(check.code), std::move(message), source, std::move(related)});
}

}  // namespace portlaw::lint

#endif  // PORTLAW_POLICY_LINT_REPORT_H_
