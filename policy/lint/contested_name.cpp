// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/report.h"
#include "policy/lint/rows.h"

namespace portlaw::lint {

namespace {

// The rows of one container name on one host.
using ByName = std::map<std::string, std::vector<Row>>;

// What makes two uses of a name different: another registry, or another service under another heading. Rows of one
// table are one container with several ports ("MinIO API", "MinIO Console").
bool AnotherMeaning(const Row& first, const Row& row) {
  const Assignment& a = *first.assignment;
  const Assignment& b = *row.assignment;
  if (a.ports.Overlaps(b.ports) || !HostsMeet(a.host, b.host)) return false;
  return first.registry != row.registry || (a.section != b.section && Folded(a.service) != Folded(b.service));
}

std::string Whose(const Row& row) {
  const Assignment& assignment = *row.assignment;
  return (assignment.service.empty() ? assignment.label : assignment.service) + " (" + ToString(assignment.ports) + ")";
}

void LookForContestedName(const std::vector<Row>& rows, const LintCheck& check, Findings& findings) {
  for (const Row& row : rows) {
    if (!AnotherMeaning(rows.front(), row)) continue;
    Report(check, findings, row.assignment->source,
           "the container name " + row.assignment->container + " stands for " + Whose(row) + " here and for " +
               Whose(rows.front()) + " elsewhere; whoever has the name may bind both",
           {rows.front().assignment->source});
  }
}

void CheckContestedName(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  ByName names;
  for (const Row& row : HostRows(registries)) {
    const std::string& container = row.assignment->container;
    if (!container.empty()) names[Folded(container)].push_back(row);
  }
  for (const auto& [name, rows] : names) LookForContestedName(rows, check, findings);
}

}  // namespace

LintCheck ContestedName() {
  return {"contested-name",
          Severity::kWarning,
          "one container name for containers of two services, or of two registries",
          "A container is known by its name: portlaw cannot tell the two apart and lets each bind the ports of both.",
          "Give the containers different names (janua-redis, enclii-redis), or add a host column if they run on "
          "different hosts.",
          CheckContestedName};
}

}  // namespace portlaw::lint
