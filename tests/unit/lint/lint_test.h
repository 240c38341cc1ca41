// SPDX-License-Identifier: Apache-2.0
// What a code found, as "file:line" strings.
#ifndef PORTLAW_TESTS_UNIT_LINT_LINT_TEST_H_
#define PORTLAW_TESTS_UNIT_LINT_LINT_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "policy/lint/lint.h"
#include "tests/unit/lint/registry_builder.h"

namespace portlaw::lint_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

inline Findings FindingsOf(std::string_view code, const std::vector<Registry>& registries) {
  Findings found = Lint(registries);
  std::erase_if(found, [code](const Finding& finding) { return finding.code != code; });
  return found;
}

inline std::vector<std::string> Places(std::string_view code, const std::vector<Registry>& registries) {
  std::vector<std::string> places;
  for (const Finding& finding : FindingsOf(code, registries)) places.push_back(ToString(finding.source));
  return places;
}

inline std::vector<std::string> Places(std::string_view code, const Builder& builder) {
  return Places(code, std::vector<Registry>{builder.registry()});
}

}  // namespace portlaw::lint_test

#endif  // PORTLAW_TESTS_UNIT_LINT_LINT_TEST_H_
