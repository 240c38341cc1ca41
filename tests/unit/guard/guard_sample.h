// SPDX-License-Identifier: Apache-2.0
// A registry of two services, what listens beside it, and the registry after a change of borders.
#ifndef PORTLAW_TESTS_UNIT_GUARD_GUARD_SAMPLE_H_
#define PORTLAW_TESTS_UNIT_GUARD_GUARD_SAMPLE_H_

#include <memory>
#include <string>
#include <utility>

#include "policy/decide/policy.h"
#include "policy/scan/listener.h"

namespace portlaw::guard_test {

inline Assignment Row(Port port, const std::string& container, const std::string& service, int line) {
  Assignment row;
  row.ports = {port, port};
  row.container = row.label = container;
  row.service = service;
  row.source = {"yard.md", line};
  return row;
}

// Harbor has 4100 up to `border`, Quarry the rest up to 4299.
inline Registry Yard(Port border) {
  Registry registry;
  registry.blocks = {{{4100, border}, "Harbor", "", "", {}, {"yard.md", 1}},
                     {{static_cast<Port>(border + 1), 4299}, "Quarry", "", "", {}, {"yard.md", 2}}};
  registry.assignments = {Row(4100, "harbor-api", "Harbor", 10), Row(4200, "quarry-api", "Quarry", 20)};
  return registry;
}

inline std::shared_ptr<const CompiledPolicy> Compile(Registry registry, Settings settings = {}) {
  return CompiledPolicy::Compile({std::move(registry)}, std::move(settings), "box");
}

inline Listener HostListener(Port port) {
  Listener listener;
  listener.port = port;
  listener.address = "0.0.0.0";
  listener.process = ListenerProcess{12, "node", {}, 0};
  return listener;
}

inline Listener ContainerListener(const std::string& name, Port port) {
  Listener listener = HostListener(port);
  listener.container = ListenerContainer{{name, {}}, "0123", "docker", {}};
  return listener;
}

}  // namespace portlaw::guard_test

#endif  // PORTLAW_TESTS_UNIT_GUARD_GUARD_SAMPLE_H_
