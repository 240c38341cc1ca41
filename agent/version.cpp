// SPDX-License-Identifier: Apache-2.0
#include "agent/version.h"

namespace portlaw {

const char* Version() { return PORTLAW_VERSION; }

}  // namespace portlaw
