// SPDX-License-Identifier: Apache-2.0
// What has to hold of a text before yaml-cpp may see it.
#ifndef PORTLAW_POLICY_TEXT_YAML_TEXT_H_
#define PORTLAW_POLICY_TEXT_YAML_TEXT_H_

#include <string_view>

#include "policy/model/result.h"

namespace portlaw {

// Errors: the first character that is not UTF-8, or a control character that YAML forbids (YAML 1.2.2, section 5.1).
// Some of them yaml-cpp 0.7 does not refuse: a zero byte within braces keeps it busy for ever.
Result<void> CheckYamlText(std::string_view text, const std::string& file);

// Parses `text` without keeping anything. Errors: more than `max_values` values. yaml-cpp 0.7 makes values without
// end of some broken documents ("a: {b: c\nd: %e"), so this comes before anything that keeps them. What is no YAML
// passes: the parser that reads it says so better.
Result<void> CheckYamlSize(std::string_view text, const std::string& file, std::size_t max_values);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_TEXT_YAML_TEXT_H_
