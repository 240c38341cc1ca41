// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/source/data_tree.h"

#include <algorithm>

namespace portlaw::readers {

const DataNode* DataNode::Find(std::string_view name) const {
  const auto at =
      std::find_if(children.begin(), children.end(), [&](const DataNode& child) { return child.key == name; });
  return kind == DataKind::kMap && at != children.end() ? &*at : nullptr;
}

}  // namespace portlaw::readers
