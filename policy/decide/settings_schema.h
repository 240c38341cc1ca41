// SPDX-License-Identifier: Apache-2.0
// The settings as a JSON Schema (draft 7), for editors and for other people's CI.
#ifndef PORTLAW_POLICY_DECIDE_SETTINGS_SCHEMA_H_
#define PORTLAW_POLICY_DECIDE_SETTINGS_SCHEMA_H_

#include <string>

namespace portlaw {

std::string SettingsSchema();

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_SETTINGS_SCHEMA_H_
