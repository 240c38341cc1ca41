// SPDX-License-Identifier: Apache-2.0
#include "tests/paths.h"

std::string SourcePath(const std::string& relative) {
  return relative.empty() ? PORTLAW_SOURCE_DIR : PORTLAW_SOURCE_DIR "/" + relative;
}

std::string PortlawBinary() { return PORTLAW_BINARY; }
