// SPDX-License-Identifier: Apache-2.0
#include "policy/model/source.h"

namespace portlaw {

std::string ToString(const Source& source) {
  if (source.line == 0) return source.file;
  return source.file + ":" + std::to_string(source.line);
}

}  // namespace portlaw
