// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/report.h"
#include "policy/lint/rows.h"

namespace portlaw::lint {

namespace {

// The "bad ports" of the Fetch standard (WHATWG, section "Port blocking") from 1024 up: below, nobody expects a
// browser to find an application.
constexpr Port kBadPorts[] = {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000,
                              6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080};

void CheckBrowserBlockedPort(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Row& row : HostRows(registries)) {
    const Assignment& assignment = *row.assignment;
    const bool is_udp = assignment.protocol == Protocol::kUdp || assignment.protocol == Protocol::kSctp;
    const Port* bad = std::lower_bound(std::begin(kBadPorts), std::end(kBadPorts), assignment.ports.first);
    if (is_udp || bad == std::end(kBadPorts) || *bad > assignment.ports.last) continue;
    Report(check, findings, assignment.source,
           HolderAndPorts(assignment) + ": browsers refuse to connect to port " + std::to_string(*bad));
  }
}

}  // namespace

LintCheck BrowserBlockedPort() {
  return {"browser-blocked-port",
          Severity::kNote,
          "a port that browsers refuse to open (the Fetch standard's bad ports)",
          "Chrome answers ERR_UNSAFE_PORT, Firefox \"This address is restricted\": nobody can open the service's page, "
          "its API or its metrics from a browser.",
          "Choose another port unless no browser will ever speak to the service.",
          CheckBrowserBlockedPort};
}

}  // namespace portlaw::lint
