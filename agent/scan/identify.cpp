// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/identify.h"

namespace portlaw::scan {

std::optional<Identified> Identify(const containers::Roster& roster, const SocketKey& key) {
  const auto subject = roster.SubjectOf(key.cgroup);
  if (!subject) return std::nullopt;
  const containers::Who who = roster.FindHolder(key.cgroup, key.port, key.protocol);
  Identified identified{who.cgroup, std::nullopt};
  if (who.container) {
    const ContainerDetails& details = who.container->details;
    identified.container = ListenerContainer{who.container->identity, details.id, details.runtime, details.image};
  } else if (!subject->host) {
    identified.container = ListenerContainer{};
  }
  return identified;
}

}  // namespace portlaw::scan
