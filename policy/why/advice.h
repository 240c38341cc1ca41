// SPDX-License-Identifier: Apache-2.0
// What to do about a port.
#ifndef PORTLAW_POLICY_WHY_ADVICE_H_
#define PORTLAW_POLICY_WHY_ADVICE_H_

#include <string>

#include "policy/why/why.h"

namespace portlaw {

// One or two clauses, printable. All of `why` but its advice is filled in already.
std::string AdviceOn(const CompiledPolicy& policy, const Why& why);

// Who a row's holder is, shortly: "russet-api", "nginx (pid 12)". Printable.
std::string ShortName(const ScanRow& row);

// Whether the registry lets the holder have the port: by a row, its own block, or a migration.
bool IsRightful(const ScanRow& row);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_WHY_ADVICE_H_
