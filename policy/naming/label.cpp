// SPDX-License-Identifier: Apache-2.0
#include "policy/naming/rules.h"
#include "policy/text/names.h"

namespace portlaw::naming {

namespace {

constexpr std::string_view kLabelLabels[] = {kContainerLabel};

std::vector<std::string> LabelNames(const ContainerFacts& facts) {
  const std::string_view name = ValueOf(facts.labels, kLabelLabels);
  if (name.empty()) return {};
  return {std::string(name.substr(0, kMaxNameBytes))};
}

}  // namespace

NamingRule Label() { return {"label", kLabelLabels, LabelNames}; }

}  // namespace portlaw::naming
