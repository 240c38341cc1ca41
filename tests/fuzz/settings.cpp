// SPDX-License-Identifier: Apache-2.0
// The settings document on any bytes.
#include "policy/decide/settings.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto settings = portlaw::ParseSettings({reinterpret_cast<const char*>(data), size}, "settings.yaml");
  if (!settings && settings.error().empty()) std::abort();
  return 0;
}
