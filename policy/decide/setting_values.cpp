// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/setting_values.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "policy/text/printable.h"
#include "policy/text/yaml_fields.h"

namespace portlaw {

namespace {

using nlohmann::json;

constexpr std::pair<std::string_view, std::chrono::nanoseconds> kUnits[] = {{"ms", std::chrono::milliseconds(1)},
                                                                            {"s", std::chrono::seconds(1)},
                                                                            {"m", std::chrono::minutes(1)},
                                                                            {"h", std::chrono::hours(1)}};
constexpr std::size_t kMaxSocketPath = 107;  // unix(7)
constexpr std::string_view kBooleans[] = {"false", "true"};

std::optional<std::chrono::nanoseconds> ParseDuration(std::string_view text) {
  constexpr std::int64_t kMost = 3'600'000;  // an hour in the smallest unit; keeps the product in range
  for (const auto& [name, unit] : kUnits) {
    if (!text.ends_with(name)) continue;
    const auto number = ParseNumber(text.substr(0, text.size() - name.size()));
    if (!number || *number < 0 || *number > kMost) return std::nullopt;
    return *number * unit;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int> Words::Find(const SettingPlace& place, const YAML::Node& node) const {
  const auto word = place.yaml.Word(node, place.label, words_);
  return word ? std::optional<int>(*word) : std::nullopt;
}

std::string Words::Syntax() const {
  std::string text;
  for (std::string_view word : words_) text += (text.empty() ? "" : " | ") + std::string(word);
  return text;
}

std::string Words::Schema() const {
  if (std::ranges::equal(words_, kBooleans)) return R"({"type":"boolean"})";
  return json{{"enum", std::vector<std::string>(words_.begin(), words_.end())}}.dump();
}

void Text::Read(const SettingPlace& place, const YAML::Node& node, std::string& field) const {
  if (auto text = place.yaml.Text(node, place.label)) field = std::move(*text);
}

void Text::Read(const SettingPlace& place, const YAML::Node& node, std::optional<std::string>& field) const {
  if (auto text = place.yaml.Text(node, place.label)) field = std::move(*text);
}

std::string Text::Schema() const { return R"({"type":"string","minLength":1})"; }

void SocketPath::Read(const SettingPlace& place, const YAML::Node& node, std::string& field) const {
  field = YamlFields::ScalarOf(node);
  if (field.starts_with('/') && field.size() <= kMaxSocketPath) return;
  place.yaml.AddError(YamlFields::LineOf(node),
                      place.label + ": '" + Printable(field) + "' is not the path of a socket",
                      "give it from the root, with at most 107 bytes: /run/docker.sock");
}

std::string SocketPath::Schema() const {
  return json{{"type", "string"}, {"pattern", "^/"}, {"maxLength", kMaxSocketPath}}.dump();
}

std::optional<std::int64_t> Number::Find(const SettingPlace& place, const YAML::Node& node) const {
  const auto number = ParseNumber(YamlFields::ScalarOf(node));
  if (number && *number >= least && *number <= most) return number;
  place.yaml.AddError(YamlFields::LineOf(node), place.label + " is not a number of " + std::string(what),
                      "use " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::string Number::Syntax() const { return std::to_string(least) + " to " + std::to_string(most); }

std::string Number::Schema() const { return json{{"type", "integer"}, {"minimum", least}, {"maximum", most}}.dump(); }

void Duration::Read(const SettingPlace& place, const YAML::Node& node, std::chrono::nanoseconds& field) const {
  const auto time = ParseDuration(YamlFields::ScalarOf(node));
  if (time && *time >= std::chrono::milliseconds(1) && *time <= std::chrono::hours(1)) {
    field = *time;
  } else {
    place.yaml.AddError(YamlFields::LineOf(node), place.label + " is not a length of time",
                        "use 1ms to 1h, like 500ms, 1s or 1m");
  }
}

std::string Duration::Write(std::chrono::nanoseconds field) const {
  std::string text;  // in the largest unit that leaves no fraction
  for (const auto& [name, unit] : kUnits) {
    if (field % unit == std::chrono::nanoseconds(0)) text = std::to_string(field / unit) + std::string(name);
  }
  return text;
}

std::string Duration::Schema() const { return json{{"type", "string"}, {"pattern", "^[0-9]+(ms|s|m|h)$"}}.dump(); }

std::vector<YAML::Node> ItemsOf(const SettingPlace& place, const YAML::Node& node) {
  std::vector<YAML::Node> items;
  if (node.IsSequence()) {
    for (const YAML::Node& item : node) {
      if (place.yaml.Full()) break;
      items.push_back(item);
    }
  } else if (!node.IsNull()) {
    place.yaml.AddError(YamlFields::LineOf(node), place.label + " is not a list", "begin each item with '- '");
  }
  return items;
}

}  // namespace portlaw
