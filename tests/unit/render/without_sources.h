// SPDX-License-Identifier: Apache-2.0
// A registry but for where things stand, for comparing what different documents say.
#ifndef PORTLAW_TESTS_UNIT_RENDER_WITHOUT_SOURCES_H_
#define PORTLAW_TESTS_UNIT_RENDER_WITHOUT_SOURCES_H_

#include <vector>

#include "policy/model/registry.h"

namespace portlaw {

template <class T>
void ForgetSources(std::vector<T>& things) {
  for (T& thing : things) thing.source = {};
}

inline Registry WithoutSources(Registry registry) {
  ForgetSources(registry.assignments);
  ForgetSources(registry.blocks);
  ForgetSources(registry.groups);
  ForgetSources(registry.reserved);
  ForgetSources(registry.migrations);
  ForgetSources(registry.offsets);
  ForgetSources(registry.redis);
  ForgetSources(registry.variables);
  return registry;
}

}  // namespace portlaw

#endif  // PORTLAW_TESTS_UNIT_RENDER_WITHOUT_SOURCES_H_
