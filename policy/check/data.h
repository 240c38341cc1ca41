// SPDX-License-Identifier: Apache-2.0
// What compose files and manifests have in common as trees of data.
#ifndef PORTLAW_POLICY_CHECK_DATA_H_
#define PORTLAW_POLICY_CHECK_DATA_H_

#include <string>
#include <string_view>
#include <vector>

#include "policy/readers/source/data_tree.h"

namespace portlaw::check {

using readers::DataNode;

// The value at `name`, or at "a.b.c" of nested maps; looks into merged maps ("<<"). Null for a null node or value.
const DataNode* Get(const DataNode* node, std::string_view path);

// The scalar there; empty if there is none.
std::string TextAt(const DataNode* node, std::string_view path);

// The items of a list; anything else but null is a list of one.
std::vector<const DataNode*> Items(const DataNode* node);

// The documents of a YAML file: those of a file with several, else the one.
std::vector<const DataNode*> Documents(const DataNode& root);

}  // namespace portlaw::check

#endif  // PORTLAW_POLICY_CHECK_DATA_H_
