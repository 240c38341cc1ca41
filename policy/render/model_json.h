// SPDX-License-Identifier: Apache-2.0
// The model as JSON values with the keys of the contract, in a stable order.
#ifndef PORTLAW_POLICY_RENDER_MODEL_JSON_H_
#define PORTLAW_POLICY_RENDER_MODEL_JSON_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "policy/lint/aggregate.h"
#include "policy/model/registry.h"

namespace portlaw {

using Json = nlohmann::ordered_json;

// One array for each kind of thing in a registry: "assignments", "blocks", ... "variables".
Json ToJson(const Registry& registry);
Json ToJson(const Finding& finding);
// One that stands for several has "count" and "alike" besides.
Json ToJson(const ToldFindings& findings);
Json ToJson(const Source& source);

// Indented, ending in a newline. Bytes that are no UTF-8 become U+FFFD; characters that a terminal would act on, or
// that YAML forbids, are escaped.
std::string Dump(const Json& json);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_MODEL_JSON_H_
