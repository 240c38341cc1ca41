// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_AGENT_VERSION_H_
#define PORTLAW_AGENT_VERSION_H_

namespace portlaw {

// The project's version, as CMakeLists.txt has it.
const char* Version();

}  // namespace portlaw

#endif  // PORTLAW_AGENT_VERSION_H_
