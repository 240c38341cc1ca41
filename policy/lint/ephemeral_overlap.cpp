// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/report.h"
#include "policy/lint/rows.h"

namespace portlaw::lint {

namespace {

// Linux's default net.ipv4.ip_local_port_range (Documentation/networking/ip-sysctl.rst).
constexpr PortRange kEphemeral{32768, 60999};

void CheckEphemeralOverlap(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Row& row : HostRows(registries)) {
    if (!row.assignment->ports.Overlaps(kEphemeral)) continue;
    Report(check, findings, row.assignment->source,
           HolderAndPorts(*row.assignment) + " is in Linux's range for outgoing connections, " + ToString(kEphemeral));
  }
}

}  // namespace

LintCheck EphemeralOverlap() {
  return {"ephemeral-overlap",
          Severity::kWarning,
          "assignments in 32768-60999, from which Linux takes the ports of outgoing connections",
          "Any outgoing connection may hold the port at the moment the service starts; the start then fails with "
          "EADDRINUSE, now and then.",
          "Choose ports below 32768, or keep them out of the range on every host: "
          "sysctl net.ipv4.ip_local_reserved_ports.",
          CheckEphemeralOverlap};
}

}  // namespace portlaw::lint
