// SPDX-License-Identifier: Apache-2.0
// The registry by which what listens is judged.
#ifndef PORTLAW_TESTS_UNIT_SCAN_HARBOR_AND_TIDE_H_
#define PORTLAW_TESTS_UNIT_SCAN_HARBOR_AND_TIDE_H_

#include <string>
#include <utility>
#include <vector>

#include "policy/model/registry.h"

namespace portlaw {

inline Assignment RowOf(Port port, const std::string& container, const std::string& service, int line) {
  Assignment row;
  row.ports = {port, port};
  row.container = container;
  row.service = service;
  row.label = container;
  row.source = {"harbor.md", line};
  return row;
}

// Harbor has 4100-4199, Tide 4200-4299; 5000-5009 are reserved; 4900 is Harbor's of old.
inline Registry HarborAndTide(std::vector<Assignment> rows) {
  Registry registry;
  registry.assignments = std::move(rows);
  registry.blocks = {{{4100, 4199}, "Harbor", "", "", {}, {"harbor.md", 1}},
                     {{4200, 4299}, "Tide", "", "", {}, {"harbor.md", 2}}};
  ReservedRange reserved;
  reserved.ports = {5000, 5009};
  reserved.reason = "Flask's default";
  reserved.source = {"harbor.md", 30};
  registry.reserved = {reserved};
  registry.migrations = {{"Harbor", {4900}, {4102}, {"harbor.md", 40}}};
  return registry;
}

}  // namespace portlaw

#endif  // PORTLAW_TESTS_UNIT_SCAN_HARBOR_AND_TIDE_H_
