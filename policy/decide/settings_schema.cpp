// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/settings_schema.h"

#include <nlohmann/json.hpp>

#include "policy/decide/setting.h"

namespace portlaw {

namespace {

using json = nlohmann::ordered_json;

json SchemaOf(const SettingBranch& branch);

json FieldsSchema(const SettingBranch& branch) {
  json properties = json::object();
  json required = json::array();
  for (const SettingBranch& below : branch.below) {
    properties[std::string(below.name)] = SchemaOf(below);
    if (below.setting->required) required.push_back(below.name);
  }
  json schema = {{"type", {"object", "null"}}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

json BelowSchema(const SettingBranch& branch) {
  if (branch.HasItems()) return {{"type", {"array", "null"}}, {"items", SchemaOf(branch.below[0])}};
  if (branch.HasEntries()) return {{"type", {"object", "null"}}, {"additionalProperties", SchemaOf(branch.below[0])}};
  return FieldsSchema(branch);
}

json ValueSchema(const SettingBranch& branch) {
  if (branch.setting == nullptr || !branch.setting->read) return BelowSchema(branch);
  json value = json::parse(branch.setting->schema);
  if (branch.below.empty()) return value;
  return {{"oneOf", {std::move(value), BelowSchema(branch)}}};
}

// The default, as what the schema takes: 10 and true are no texts.
json Default(const json& schema, const std::string& standard) {
  const json type = schema.value("type", json());
  return type == "integer" || type == "boolean" ? json::parse(standard) : json(standard);
}

json SchemaOf(const SettingBranch& branch) {
  json schema = ValueSchema(branch);
  if (branch.setting == nullptr) return schema;
  schema["description"] = branch.setting->doc;
  if (!branch.setting->standard.empty()) schema["default"] = Default(schema, branch.setting->standard);
  return schema;
}

}  // namespace

std::string SettingsSchema() {
  json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "portlaw settings"}};
  schema.update(SchemaOf(SettingsTree()));
  return schema.dump(2) + "\n";
}

}  // namespace portlaw
