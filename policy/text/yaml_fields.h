// SPDX-License-Identifier: Apache-2.0
// Reading our own YAML documents strictly: every mistake is collected with its line, an unknown key is a mistake,
// and so is a key given twice.
#ifndef PORTLAW_POLICY_TEXT_YAML_FIELDS_H_
#define PORTLAW_POLICY_TEXT_YAML_FIELDS_H_

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "policy/model/result.h"

namespace portlaw {

using YamlNodes = std::map<std::string, YAML::Node>;

class YamlFields {
 public:
  explicit YamlFields(std::string file);

  // The document's root; null where there is none. Not YAML, or several documents: an error and a null node.
  YAML::Node Load(std::string_view text, std::size_t max_bytes);

  // The entries of a map whose keys are the user's; none where it was left empty. `what` names it in errors.
  YamlNodes Entries(const YAML::Node& node, const std::string& what);
  // The entries of a map whose keys must be among `keys`; "in_block" is taken for "in-block".
  YamlNodes Fields(const YAML::Node& node, const std::string& what, std::span<const std::string_view> keys);

  // The place in `words` of the word that `node` is.
  std::optional<std::size_t> Word(const YAML::Node& node, std::string_view key,
                                  std::span<const std::string_view> words);
  // A text that is neither empty nor longer than 4096 bytes.
  std::optional<std::string> Text(const YAML::Node& node, std::string_view key);

  void AddError(int line, std::string what, std::string advice);
  bool Full() const;  // so many errors that more would not help

  // All errors by line.
  Errors TakeErrors();
  bool ok() const { return errors_.empty(); }
  const std::string& file() const { return file_; }

  static int LineOf(const YAML::Node& node);
  // The text of a scalar; empty where `node` is none.
  static std::string ScalarOf(const YAML::Node& node);

 private:
  void AddUnknownKey(int line, const std::string& what, std::string_view key, std::span<const std::string_view> keys);

  std::string file_;
  Errors errors_;
};

// Calls `function` with the node under `key`, if there is one.
template <class Function>
void With(const YamlNodes& nodes, std::string_view key, Function&& function) {
  const auto found = nodes.find(std::string(key));
  if (found != nodes.end()) function(found->second);
}

// A whole decimal number and nothing else.
std::optional<std::int64_t> ParseNumber(std::string_view text);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_TEXT_YAML_FIELDS_H_
