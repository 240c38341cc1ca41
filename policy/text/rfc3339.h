// SPDX-License-Identifier: Apache-2.0
// Points in time as logs and JSON write them.
#ifndef PORTLAW_POLICY_TEXT_RFC3339_H_
#define PORTLAW_POLICY_TEXT_RFC3339_H_

#include <chrono>
#include <string>

namespace portlaw {

// "2026-05-04T10:11:12Z"; empty for what no calendar has.
std::string Rfc3339(std::chrono::sys_seconds time);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_TEXT_RFC3339_H_
