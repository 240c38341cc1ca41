// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/settings_schema.h"

#include <nlohmann/json.hpp>

#include "policy/decide/setting.h"

namespace portlaw {

namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson SchemaOf(const SettingBranch& branch);

OrderedJson FieldsSchema(const SettingBranch& branch) {
  OrderedJson properties = OrderedJson::object();
  OrderedJson required = OrderedJson::array();
  for (const SettingBranch& below : branch.below) {
    properties[std::string(below.name)] = SchemaOf(below);
    if (below.setting->required) required.push_back(below.name);
  }
  OrderedJson schema = {
      {"type", {"object", "null"}}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

OrderedJson BelowSchema(const SettingBranch& branch) {
  if (branch.HasItems()) return {{"type", {"array", "null"}}, {"items", SchemaOf(branch.below[0])}};
  if (branch.HasEntries()) return {{"type", {"object", "null"}}, {"additionalProperties", SchemaOf(branch.below[0])}};
  return FieldsSchema(branch);
}

OrderedJson ValueSchema(const SettingBranch& branch) {
  if (branch.setting == nullptr || !branch.setting->read) return BelowSchema(branch);
  OrderedJson value = OrderedJson::parse(branch.setting->schema);
  if (branch.below.empty()) return value;
  return {{"oneOf", {std::move(value), BelowSchema(branch)}}};
}

// The default, as what the schema takes: 10 and true are no texts.
OrderedJson Default(const OrderedJson& schema, const std::string& standard) {
  const OrderedJson type = schema.value("type", OrderedJson());
  return type == "integer" || type == "boolean" ? OrderedJson::parse(standard) : OrderedJson(standard);
}

OrderedJson SchemaOf(const SettingBranch& branch) {
  OrderedJson schema = ValueSchema(branch);
  if (branch.setting == nullptr) return schema;
  schema["description"] = branch.setting->doc;
  if (!branch.setting->standard.empty()) schema["default"] = Default(schema, branch.setting->standard);
  return schema;
}

}  // namespace

std::string SettingsSchema() {
  OrderedJson schema = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "portlaw settings"}};
  schema.update(SchemaOf(SettingsTree()));
  return schema.dump(2) + "\n";
}

}  // namespace portlaw
