// SPDX-License-Identifier: Apache-2.0
#include "policy/scan/listener.h"

#include <iterator>

namespace portlaw {

std::string_view ToString(Hold hold) {
  static constexpr std::string_view kWords[] = {"listen", "bound", "connection", "time-wait"};
  static_assert(std::size(kWords) == static_cast<int>(Hold::kClosing) + 1);
  return kWords[static_cast<int>(hold)];
}

}  // namespace portlaw
