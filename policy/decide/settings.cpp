// SPDX-License-Identifier: Apache-2.0
// Reads a settings document by the table of the settings.
#include "policy/decide/settings.h"

#include <utility>

#include "policy/decide/setting.h"
#include "policy/decide/setting_values.h"
#include "policy/text/printable.h"
#include "policy/text/yaml_fields.h"

namespace portlaw {

namespace {

void ReadBranch(const SettingBranch& branch, const SettingPlace& place, const YAML::Node& node);

SettingPlace Below(const SettingPlace& place, std::string_view name) {
  SettingPlace below = place;
  below.label = (place.label.empty() ? "" : place.label + ": ") + std::string(name);
  return below;
}

void Enter(const SettingBranch& branch, const SettingPlace& place, const YAML::Node& node) {
  if (branch.setting->enter) branch.setting->enter(place);
  ReadBranch(branch, place, node);
}

void ReadEntries(const SettingBranch& branch, const SettingPlace& place, const YAML::Node& node) {
  for (const auto& [key, value] : place.yaml.Entries(node, place.label)) {
    SettingPlace entry = Below(place, Printable(key));
    entry.outer_key = place.key;
    entry.key = key;
    entry.line = YamlFields::LineOf(value);
    Enter(branch.below[0], entry, value);
  }
}

void ReadItems(const SettingBranch& branch, const SettingPlace& place, const YAML::Node& node) {
  for (const YAML::Node& item : ItemsOf(place, node)) {
    SettingPlace entry = place;
    entry.line = YamlFields::LineOf(item);
    Enter(branch.below[0], entry, item);
  }
}

void ReadFields(const SettingBranch& branch, const SettingPlace& place, const YAML::Node& node) {
  std::vector<std::string_view> keys;
  for (const SettingBranch& below : branch.below) keys.push_back(below.name);
  const YamlNodes fields = place.yaml.Fields(node, place.label.empty() ? "settings" : place.label, keys);
  for (const SettingBranch& below : branch.below) {
    const auto field = fields.find(std::string(below.name));
    if (field != fields.end()) {
      ReadBranch(below, Below(place, below.name), field->second);
    } else if (below.setting->required) {
      place.yaml.AddError(place.line, place.label + ": an item has no " + std::string(below.name),
                          "write '" + std::string(below.name) + ": " + below.setting->syntax + "' in it");
    }
  }
}

// A setting that takes both a value and others below it takes these as a map.
void ReadBranch(const SettingBranch& branch, const SettingPlace& place, const YAML::Node& node) {
  if (branch.setting != nullptr && branch.setting->read && (branch.below.empty() || !node.IsMap())) {
    branch.setting->read(place, node);
  } else if (branch.HasEntries()) {
    ReadEntries(branch, place, node);
  } else if (branch.HasItems()) {
    ReadItems(branch, place, node);
  } else {
    ReadFields(branch, place, node);
  }
}

}  // namespace

ResultOfMany<Settings> ParseSettings(std::string_view text, const std::string& file, Settings settings) {
  YamlFields yaml(file);
  const YAML::Node root = yaml.Load(text, kMaxSettingsBytes);
  if (yaml.ok() && !root.IsNull()) ReadBranch(SettingsTree(), {settings, yaml, {}, {}, {}}, root);
  if (!yaml.ok()) return tl::make_unexpected(yaml.TakeErrors());
  return settings;
}

}  // namespace portlaw
