// SPDX-License-Identifier: Apache-2.0
// What is wrong, or unclear, in a registry that could be read all the same.
#ifndef PORTLAW_POLICY_MODEL_FINDING_H_
#define PORTLAW_POLICY_MODEL_FINDING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/source.h"

namespace portlaw {

enum class Severity : std::uint8_t { kNote, kWarning, kError };

// "note", "warning", "error".
std::string_view ToString(Severity severity);

// `code` is stable ("duplicate-assignment"); `related` are the other places that take part.
struct Finding {
  Severity severity = Severity::kWarning;
  std::string code;
  std::string message;
  Source source;
  std::vector<Source> related;

  bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

}  // namespace portlaw

#endif  // PORTLAW_POLICY_MODEL_FINDING_H_
