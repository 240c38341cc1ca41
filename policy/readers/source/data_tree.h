// SPDX-License-Identifier: Apache-2.0
// YAML, JSON and TOML documents as one tree of maps, lists and scalars with lines.
#ifndef PORTLAW_POLICY_READERS_SOURCE_DATA_TREE_H_
#define PORTLAW_POLICY_READERS_SOURCE_DATA_TREE_H_

#include <string>
#include <string_view>
#include <vector>

#include "policy/model/result.h"

namespace portlaw::readers {

enum class DataKind { kNull, kScalar, kList, kMap };

struct DataNode {
  DataKind kind = DataKind::kNull;
  int line = 0;
  std::string key;                 // its name in the map it stands in
  int key_line = 0;                // of the key; that of the value for a list's item
  std::string scalar;              // as written, without quotes
  std::vector<DataNode> children;  // items of a list, values of a map in the document's order

  // The value at `name` of a map (exact), or null.
  const DataNode* Find(std::string_view name) const;
  bool IsMap() const { return kind == DataKind::kMap; }
  bool IsList() const { return kind == DataKind::kList; }
  bool IsScalar() const { return kind == DataKind::kScalar; }
};

// Keys are names that all below them have; of longer ones the beginning is kept.
inline constexpr std::size_t kMaxKeyBytes = 400;

// Deeper nesting and larger trees (an alias can repeat a subtree) are refused.
inline constexpr int kMaxDataDepth = 100;
inline constexpr std::size_t kMaxDataNodes = 2'000'000;

// Parse a document; the error names the line where the parser gave up. Several YAML documents become one list.
Result<DataNode> ParseYamlTree(std::string_view text, const std::string& file);
Result<DataNode> ParseJsonTree(std::string_view text, const std::string& file);
Result<DataNode> ParseTomlTree(std::string_view text, const std::string& file);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_SOURCE_DATA_TREE_H_
