// SPDX-License-Identifier: Apache-2.0
#include "policy/check/data.h"

namespace portlaw::check {

namespace {

const DataNode* GetOne(const DataNode& map, std::string_view name) {
  const DataNode* own = map.Find(name);
  if (own != nullptr) return own;
  // Merge keys: https://yaml.org/type/merge.html
  for (const DataNode* merged : Items(map.Find("<<"))) {
    const DataNode* inherited = merged->Find(name);
    if (inherited != nullptr) return inherited;
  }
  return nullptr;
}

}  // namespace

const DataNode* Get(const DataNode* node, std::string_view path) {
  while (node != nullptr && !path.empty()) {
    const std::size_t dot = path.find('.');
    node = node->IsMap() ? GetOne(*node, path.substr(0, dot)) : nullptr;
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return node == nullptr || node->kind == readers::DataKind::kNull ? nullptr : node;
}

std::string TextAt(const DataNode* node, std::string_view path) {
  const DataNode* found = Get(node, path);
  return found != nullptr && found->IsScalar() ? found->scalar : std::string();
}

std::vector<const DataNode*> Items(const DataNode* node) {
  std::vector<const DataNode*> items;
  if (node == nullptr || node->kind == readers::DataKind::kNull) return items;
  if (!node->IsList()) return {node};
  for (const DataNode& item : node->children) items.push_back(&item);
  return items;
}

std::vector<const DataNode*> Documents(const DataNode& root) { return Items(&root); }

}  // namespace portlaw::check
