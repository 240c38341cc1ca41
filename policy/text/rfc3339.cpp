// SPDX-License-Identifier: Apache-2.0
#include "policy/text/rfc3339.h"

#include <array>
#include <ctime>

namespace portlaw {

std::string Rfc3339(std::chrono::sys_seconds time) {
  const std::time_t seconds = time.time_since_epoch().count();
  std::tm utc{};
  std::array<char, 32> text{};
  if (gmtime_r(&seconds, &utc) == nullptr) return {};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

}  // namespace portlaw
