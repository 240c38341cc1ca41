// SPDX-License-Identifier: Apache-2.0
// A small registry in which every row of the semantics table has its port.
#ifndef PORTLAW_TESTS_UNIT_POLICY_ORCHARD_H_
#define PORTLAW_TESTS_UNIT_POLICY_ORCHARD_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "policy/decide/policy.h"

namespace portlaw {

inline Assignment At(PortRange ports, std::string container, std::string service, int line,
                     std::string file = "orchard.md") {
  Assignment row;
  row.ports = ports;
  row.container = std::move(container);
  row.service = std::move(service);
  row.source = {std::move(file), line};
  return row;
}

inline Block BlockOf(PortRange ports, std::string service, int line, std::string embedded_in = {}) {
  return {ports, std::move(service), "", std::move(embedded_in), std::nullopt, {"orchard.md", line}};
}

inline ReservedRange Reserved(PortRange ports, std::string reason, int line) {
  return {ports, Protocol::kAny, std::move(reason), ReservedKind::kNever, std::nullopt, {"orchard.md", line}};
}

// Lines are those of an imagined orchard.md.
inline Registry Orchard() {
  Registry registry;
  registry.blocks = {BlockOf({4100, 4199}, "Alder", 10), BlockOf({4200, 4299}, "Birch", 20),
                     BlockOf({4200, 4299}, "Kiln", 30, "Birch")};
  registry.assignments = {At({4100, 4100}, "alder-api", "Alder", 11),
                          At({4101, 4101}, "alder-web", "Alder", 12),
                          At({4110, 4119}, "alder-worker-{n}", "Alder", 13),
                          At({4200, 4200}, "birch-api", "Birch", 21),
                          At({4210, 4210}, "birch-hub", "Birch", 22),
                          At({4210, 4210}, "kiln-gate", "Kiln", 31),
                          At({4211, 4211}, "kiln-clock", "Kiln", 32),
                          At({5005, 5005}, "alder-api", "Alder", 14),
                          At({8025, 8025}, "finder", "Finder", 41),
                          At({3001, 3001}, "", "core-auth", 51),
                          At({3002, 3002}, "", "core-mail", 52)};
  registry.assignments[8].exposure = Exposure::kInternal;
  registry.reserved = {Reserved({5000, 5049}, "a framework's default", 60), Reserved({4180, 4189}, "", 61)};
  registry.groups = {{{3000, 3009}, "Core", {}, std::nullopt, {"orchard.md", 50}}};
  registry.migrations = {{"Alder", {4250, 5010, 9900}, {4160}, {"orchard.md", 70}}};
  return registry;
}

inline std::shared_ptr<const CompiledPolicy> Compiled(Registry registry, Settings settings = {}) {
  return CompiledPolicy::Compile({std::move(registry)}, std::move(settings), "box");
}

inline ContainerIdentity Named(std::string name) { return {std::move(name), {}}; }

// "" is the host.
inline Subject SubjectNamed(const CompiledPolicy& policy, const std::string& name) {
  return name.empty() ? HostSubject() : Resolve(policy, Named(name));
}

inline Verdict VerdictOn(const CompiledPolicy& policy, const std::string& name, BindRequest request) {
  return Evaluate(policy, SubjectNamed(policy, name), request);
}

}  // namespace portlaw

#endif  // PORTLAW_TESTS_UNIT_POLICY_ORCHARD_H_
