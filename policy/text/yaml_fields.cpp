// SPDX-License-Identifier: Apache-2.0
#include "policy/text/yaml_fields.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "policy/text/nearest_word.h"
#include "policy/text/printable.h"
#include "policy/text/yaml_text.h"

namespace portlaw {

namespace {
constexpr std::size_t kMaxYamlValues = 100'000;
}  // namespace

namespace {

constexpr std::size_t kMaxErrors = 50;
constexpr std::size_t kMaxTextBytes = 4096;

std::string_view KnownKey(std::string_view key, std::span<const std::string_view> keys) {
  const auto same = [&](std::string_view known) {
    return std::equal(key.begin(), key.end(), known.begin(), known.end(),
                      [](char a, char b) { return a == b || (a == '_' && b == '-'); });
  };
  const auto place = std::find_if(keys.begin(), keys.end(), same);
  return place == keys.end() ? std::string_view() : *place;
}

int LineOfKey(const YAML::Node& map, const std::string& key) {
  for (const auto& entry : map) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) return YamlFields::LineOf(entry.first);
  }
  return YamlFields::LineOf(map);
}

}  // namespace

YamlFields::YamlFields(std::string file) : file_(std::move(file)) {}

YAML::Node YamlFields::Load(std::string_view text, std::size_t max_bytes) try {
  if (text.size() > max_bytes) {
    AddError(0, "is longer than " + std::to_string(max_bytes) + " bytes", "is it the right file?");
    return {};
  }
  if (const auto checked = CheckYamlText(text, file_); !checked) {
    AddError(checked.error().source.line, checked.error().what, checked.error().advice);
    return {};
  }
  if (const auto checked = CheckYamlSize(text, file_, kMaxYamlValues); !checked) {
    AddError(checked.error().source.line, checked.error().what, checked.error().advice);
    return {};
  }
  const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
  if (documents.size() > 1) {
    AddError(LineOf(documents[1]), "holds a second YAML document", "keep everything in one");
    return {};
  }
  return documents.empty() ? YAML::Node() : documents[0];
} catch (const YAML::Exception& error) {
  AddError(error.mark.line + 1, "is not YAML: " + Printable(error.msg), {});
  return {};
}

YamlNodes YamlFields::Entries(const YAML::Node& node, const std::string& what) {
  YamlNodes nodes;
  if (node.IsNull()) return nodes;
  if (!node.IsMap()) {
    AddError(LineOf(node), what + " is not a map", "write 'key: value' lines");
    return nodes;
  }
  for (const auto& entry : node) {
    if (Full()) break;
    if (!entry.first.IsScalar()) {
      AddError(LineOf(entry.first), what + " has a key that is not a word", {});
    } else if (!nodes.emplace(entry.first.Scalar(), entry.second).second) {
      AddError(LineOf(entry.first), what + ": '" + Printable(entry.first.Scalar()) + "' stands there twice",
               "keep one of them");
    }
  }
  return nodes;
}

YamlNodes YamlFields::Fields(const YAML::Node& node, const std::string& what, std::span<const std::string_view> keys) {
  YamlNodes fields;
  for (const auto& [key, value] : Entries(node, what)) {
    if (Full()) break;
    const std::string_view known = KnownKey(key, keys);
    if (known.empty()) {
      AddUnknownKey(LineOfKey(node, key), what, key, keys);
    } else if (!fields.emplace(known, value).second) {
      AddError(LineOfKey(node, key), what + ": '" + std::string(known) + "' stands there twice", "keep one of them");
    }
  }
  return fields;
}

void YamlFields::AddUnknownKey(int line, const std::string& what, std::string_view key,
                               std::span<const std::string_view> keys) {
  const std::string_view nearest = NearestWord(key, keys);
  AddError(line, what + ": there is no key '" + Printable(key) + "'",
           nearest.empty() ? "use " + Enumerate(keys) : "did you mean '" + std::string(nearest) + "'?");
}

std::optional<std::size_t> YamlFields::Word(const YAML::Node& node, std::string_view key,
                                            std::span<const std::string_view> words) {
  const std::string text = ScalarOf(node);
  const auto place = std::find(words.begin(), words.end(), text);
  if (place != words.end()) return place - words.begin();
  AddError(LineOf(node), std::string(key) + ": '" + Printable(text) + "' is none of its values",
           "use " + Enumerate(words));
  return std::nullopt;
}

std::optional<std::string> YamlFields::Text(const YAML::Node& node, std::string_view key) {
  std::string text = ScalarOf(node);
  if (!text.empty() && text.size() <= kMaxTextBytes) return text;
  AddError(LineOf(node), std::string(key) + " is not a text of 1 to " + std::to_string(kMaxTextBytes) + " bytes", {});
  return std::nullopt;
}

void YamlFields::AddError(int line, std::string what, std::string advice) {
  if (!Full()) errors_.push_back(Fail({file_, line}, std::move(what), std::move(advice)).value());
}

bool YamlFields::Full() const { return errors_.size() >= kMaxErrors; }

Errors YamlFields::TakeErrors() {
  std::stable_sort(errors_.begin(), errors_.end(),
                   [](const Error& a, const Error& b) { return a.source.line < b.source.line; });
  return std::move(errors_);
}

int YamlFields::LineOf(const YAML::Node& node) { return node.Mark().line + 1; }

std::string YamlFields::ScalarOf(const YAML::Node& node) { return node.IsScalar() ? node.Scalar() : std::string(); }

std::optional<std::int64_t> ParseNumber(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

}  // namespace portlaw
