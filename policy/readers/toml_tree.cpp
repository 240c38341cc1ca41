// SPDX-License-Identifier: Apache-2.0
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "policy/readers/data_tree.h"

namespace portlaw::readers {
namespace {

int LineOf(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

// toml++ bounds the nesting of what it parses (TOML_MAX_NESTED_VALUES), and so this recursion.
DataNode Convert(const toml::node& node) {
  DataNode result;
  result.line = result.key_line = LineOf(node);
  if (const toml::table* table = node.as_table()) {
    result.kind = DataKind::kMap;
    for (const auto& [key, value] : *table) {
      DataNode child = Convert(value);
      child.key = std::string(key.str());
      child.key_line = static_cast<int>(key.source().begin.line);
      result.children.push_back(std::move(child));
    }
    // toml++ sorts tables by key; the document's order is that of the lines.
    std::stable_sort(result.children.begin(), result.children.end(),
                     [](const DataNode& a, const DataNode& b) { return a.key_line < b.key_line; });
  } else if (const toml::array* array = node.as_array()) {
    result.kind = DataKind::kList;
    for (const toml::node& value : *array) result.children.push_back(Convert(value));
  } else {
    result.kind = DataKind::kScalar;
    if (const auto text = node.value_exact<std::string>()) {
      result.scalar = *text;
    } else if (const auto number = node.value_exact<std::int64_t>()) {
      result.scalar = std::to_string(*number);
    } else if (const auto flag = node.value_exact<bool>()) {
      result.scalar = *flag ? "true" : "false";
    }
  }
  return result;
}

}  // namespace

Result<DataNode> ParseTomlTree(std::string_view text, const std::string& file) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return Fail({file, static_cast<int>(parsed.error().source().begin.line)},
                "this is not valid TOML: " + std::string(parsed.error().description()), "mend the syntax");
  }
  return Convert(parsed.table());
}

}  // namespace portlaw::readers
