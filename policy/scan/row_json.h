// SPDX-License-Identifier: Apache-2.0
// A row of a scan report as JSON, as `scan`, `preflight` and the agent's status have it.
#ifndef PORTLAW_POLICY_SCAN_ROW_JSON_H_
#define PORTLAW_POLICY_SCAN_ROW_JSON_H_

#include <nlohmann/json_fwd.hpp>

#include "policy/scan/report.h"

namespace portlaw {

// The keys of an element of "listeners": see policy/scan/render.h.
nlohmann::ordered_json ScanRowJson(const ScanRow& row);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_SCAN_ROW_JSON_H_
