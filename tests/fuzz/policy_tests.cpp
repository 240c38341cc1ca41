// SPDX-License-Identifier: Apache-2.0
// The cases of `portlaw test` on any bytes.
#include "policy/cases/policy_tests.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tests = portlaw::ParsePolicyTests({reinterpret_cast<const char*>(data), size}, "cases.yaml");
  if (!tests && tests.error().empty()) std::abort();
  return 0;
}
