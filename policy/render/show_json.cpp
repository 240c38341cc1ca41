// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "policy/lint/aggregate.h"
#include "policy/render/model_json.h"
#include "policy/render/show.h"

namespace portlaw {

std::string ShowJson(const Shown& shown) {
  Json json = ToJson(Merge(shown.registries));
  json["findings"] = ToJson(Aggregate(shown.findings));
  return Dump(json);
}

}  // namespace portlaw
