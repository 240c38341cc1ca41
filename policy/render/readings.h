// SPDX-License-Identifier: Apache-2.0
// `show --explain-reading`: what every line with a number in port range was taken for.
#ifndef PORTLAW_POLICY_RENDER_READINGS_H_
#define PORTLAW_POLICY_RENDER_READINGS_H_

#include <string>
#include <vector>

#include "policy/readers/reader.h"

namespace portlaw {

// "file:line  4100  assignment  column 'Port' of ...", a line each, in the order of the documents.
std::string ReadingsText(const std::vector<Reading>& readings);

// {"readings": [{"text", "taken", "why", "source": {"file", "line"}}]}
std::string ReadingsJson(const std::vector<Reading>& readings);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_READINGS_H_
