// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/report.h"
#include "policy/lint/rows.h"

namespace portlaw::lint {

namespace {

// Linux's default net.ipv4.ip_unprivileged_port_start.
constexpr Port kFirstUnprivileged = 1024;

// SSH, DNS, HTTP and HTTPS: whoever serves these has to have them, and is made to start with the right.
constexpr Port kExpected[] = {22, 53, 80, 443};

bool IsExpected(PortRange ports) {
  return ports.Size() == 1 && std::find(std::begin(kExpected), std::end(kExpected), ports.first) != std::end(kExpected);
}

// Of a published port the engine does the bind, which may.
bool IsPublished(const Assignment& assignment) { return assignment.container_ports.has_value(); }

void CheckPrivilegedPort(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Row& row : HostRows(registries)) {
    const Assignment& assignment = *row.assignment;
    if (assignment.ports.first >= kFirstUnprivileged || IsExpected(assignment.ports)) continue;
    if (IsPublished(assignment)) continue;
    Report(check, findings, assignment.source,
           HolderAndPorts(assignment) + " needs CAP_NET_BIND_SERVICE: ports below 1024 are privileged");
  }
}

}  // namespace

LintCheck PrivilegedPort() {
  return {"privileged-port",
          Severity::kNote,
          "an assignment below 1024 that is not published by an engine, nor SSH's, DNS's or HTTP's own",
          "Only a process with CAP_NET_BIND_SERVICE may bind it, so the container runs with more rights than it needs "
          "or does not start.",
          "Publish an unprivileged port through a proxy, or grant just that capability.",
          CheckPrivilegedPort};
}

}  // namespace portlaw::lint
