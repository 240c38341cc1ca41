// SPDX-License-Identifier: Apache-2.0
// Identity of the host's own services: systemd's units, by the name of their cgroup.
#ifndef PORTLAW_AGENT_CONTAINERS_ENGINES_SYSTEMD_UNITS_H_
#define PORTLAW_AGENT_CONTAINERS_ENGINES_SYSTEMD_UNITS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/containers/identity_source.h"

namespace portlaw::containers {

inline constexpr std::string_view kSystemdUnits = "systemd-units";

// The service whose cgroup `path` is: below the system's slices alone, "/system.slice/NAME.service". Users' services
// are none of it: their names are the users' to choose. "a@b" is "a-b", so that "{n}" in the registry finds instances.
std::optional<std::string> UnitOfCgroup(std::string_view path);

// A service whose name the registry has no row for stays what it is: a process of the host.
class SystemdUnits : public IdentitySource {
 public:
  bool Configure(const Settings&) override { return false; }
  void Start(io::EventLoop&, IdentitySink&) override {}
  Answer Identify(const Cgroup& cgroup) override;
  std::vector<SourceStatus> Status() const override { return {}; }
};

std::unique_ptr<IdentitySource> MakeSystemdUnits();

}  // namespace portlaw::containers

#endif  // PORTLAW_AGENT_CONTAINERS_ENGINES_SYSTEMD_UNITS_H_
