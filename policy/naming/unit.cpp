// SPDX-License-Identifier: Apache-2.0
// Podman under systemd: a quadlet "pippin-api.container" makes the unit pippin-api.service and the container
// "systemd-pippin-api"; `podman generate systemd` makes container-pippin-api.service.
#include "policy/naming/rules.h"

namespace portlaw::naming {

namespace {

constexpr std::string_view kUnitLabels[] = {"PODMAN_SYSTEMD_UNIT"};
constexpr std::string_view kUnitSuffix = ".service";

std::string_view Without(std::string_view prefix, std::string_view name) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

std::vector<std::string> UnitNames(const ContainerFacts& facts) {
  std::string_view unit = ValueOf(facts.labels, kUnitLabels);
  if (unit.empty()) return {};
  if (unit.ends_with(kUnitSuffix)) unit.remove_suffix(kUnitSuffix.size());
  unit = Without("container-", unit);
  const auto at = unit.find('@');  // of a template: "pippin-api@2"
  const std::string_view base = unit.substr(0, at);
  NameList names;
  names.AddWithoutIndex(Without("systemd-", facts.name));
  if (at != std::string_view::npos) names.Add(std::string(base) + "-" + std::string(unit.substr(at + 1)));
  names.Add(base);
  return names.Take();
}

}  // namespace

NamingRule Unit() { return {"unit", kUnitLabels, UnitNames}; }

}  // namespace portlaw::naming
