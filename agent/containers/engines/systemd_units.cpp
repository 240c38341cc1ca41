// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/systemd_units.h"

#include <algorithm>

namespace portlaw::containers {

namespace {
constexpr std::string_view kService = ".service";
constexpr std::string_view kSlice = ".slice";
}  // namespace

std::optional<std::string> UnitOfCgroup(std::string_view path) {
  if (!path.starts_with('/') || !path.ends_with(kService)) return std::nullopt;
  path.remove_prefix(1);
  bool in_slice = false;
  for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    const std::string_view slice = path.substr(0, slash);
    if (!slice.ends_with(kSlice) || slice == "user.slice") return std::nullopt;
    in_slice = true;
    path.remove_prefix(slash + 1);
  }
  path.remove_suffix(kService.size());
  if (!in_slice || path.empty()) return std::nullopt;
  std::string unit(path);
  std::replace(unit.begin(), unit.end(), '@', '-');
  return unit;
}

Answer SystemdUnits::Identify(const Cgroup& cgroup) {
  auto unit = UnitOfCgroup(cgroup.path);
  if (!unit) return NotMine{};
  return UnitIdentity{std::move(*unit)};
}

std::unique_ptr<IdentitySource> MakeSystemdUnits() { return std::make_unique<SystemdUnits>(); }

}  // namespace portlaw::containers
