// SPDX-License-Identifier: Apache-2.0
#include "policy/render/show.h"

namespace portlaw {

namespace {

constexpr ShowFormat kFormats[] = {
    {"text", ShowText}, {"json", ShowJson}, {"yaml", ShowYaml}, {"markdown", ShowMarkdown}, {"html", ShowHtml},

};

template <class T>
void Append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

std::span<const ShowFormat> ShowFormats() { return kFormats; }

Registry Merge(const std::vector<Registry>& registries) {
  Registry all;
  for (const Registry& registry : registries) {
    Append(all.assignments, registry.assignments);
    Append(all.blocks, registry.blocks);
    Append(all.groups, registry.groups);
    Append(all.reserved, registry.reserved);
    Append(all.migrations, registry.migrations);
    Append(all.offsets, registry.offsets);
    Append(all.redis, registry.redis);
    Append(all.variables, registry.variables);
  }
  return all;
}

}  // namespace portlaw
