// SPDX-License-Identifier: Apache-2.0
// A baseline: the findings that an old document had when lint was adopted, so that only new ones count.
#ifndef PORTLAW_POLICY_LINT_BASELINE_H_
#define PORTLAW_POLICY_LINT_BASELINE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "policy/model/finding.h"
#include "policy/model/result.h"

namespace portlaw {

// A finding is known again by its code, file and message; lines may move. JSON, one finding a line, for review in
// version control.
std::string WriteBaseline(const Findings& findings);

struct BaselineResult {
  Findings fresh;         // those that the baseline does not have
  std::size_t known = 0;  // those that it has
  std::size_t gone = 0;   // entries of the baseline that nothing matches any more
};

// Compares `findings` with the baseline `text`; `file` is its name in errors.
Result<BaselineResult> CompareWithBaseline(const Findings& findings, std::string_view text, const std::string& file);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_LINT_BASELINE_H_
