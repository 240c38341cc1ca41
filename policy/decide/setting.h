// SPDX-License-Identifier: Apache-2.0
// The table of the settings. It is the only place that names them: the reader, the JSON schema, the manual and the
// commented example are made from it. A new setting is one line in settings_table.cpp and one field in Settings.
#ifndef PORTLAW_POLICY_DECIDE_SETTING_H_
#define PORTLAW_POLICY_DECIDE_SETTING_H_

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/settings.h"

namespace YAML {
class Node;
}

namespace portlaw {

class YamlFields;

// Where a value stands that is being read.
struct SettingPlace {
  Settings& settings;
  YamlFields& yaml;       // takes the errors
  std::string label;      // what the value is called in errors: "services: Janua: mode"
  std::string key;        // the innermost key that is the user's own ("Janua"); empty: none
  std::string outer_key;  // the one around that
  int line = 0;           // of the entry or item that the value is in
};

struct Setting {
  std::string path;      // "engines.find"; "<service>" stands for a key of the user's, "[]" for an item of a list
  std::string doc;       // sentences for the manual
  std::string syntax;    // what may stand there, for people: "audit | enforce"; empty: only what is below it
  std::string schema;    // the same as a JSON Schema
  std::string standard;  // what holds where it is not set; empty: the doc says it
  bool required = false;
  // Reads the value into the settings; none where the setting only has others below it.
  std::function<void(const SettingPlace&, const YAML::Node&)> read;
  // Called for each of the user's keys or items, before what is below them is read.
  std::function<void(const SettingPlace&)> enter;
};

struct SettingGroup {
  std::string_view title;  // of a section of the manual
  std::vector<Setting> settings;
};

// In the order of the manual, and of taking effect: what holds for every subject stands before what holds for some.
std::span<const SettingGroup> SettingsTable();

// The table as a tree: each path's last part below those before it.
struct SettingBranch {
  std::string_view name;             // "find", "<service>", "[]"
  const Setting* setting = nullptr;  // none for the root
  std::vector<SettingBranch> below;  // in the order of the table

  // Below it is one branch, that of the user's keys or that of a list's items.
  bool HasEntries() const { return below.size() == 1 && below[0].name.starts_with('<'); }
  bool HasItems() const { return below.size() == 1 && below[0].name == "[]"; }
};

const SettingBranch& SettingsTree();

}  // namespace portlaw

#endif  // PORTLAW_POLICY_DECIDE_SETTING_H_
