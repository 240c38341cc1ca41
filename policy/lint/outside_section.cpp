// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/placement.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

void Look(const Registry& registry, const LintCheck& check, Findings& findings) {
  const Placement placement(registry);
  for (const Assignment& assignment : registry.assignments) {
    const std::optional<Placement::Missed> missed = placement.MissedBy(assignment);
    if (!missed) continue;
    std::string message = HolderAndPorts(assignment) + " is outside ";
    message += missed->source ? "the block of " + missed->name + ", " + ToString(missed->ports)
                              : "its section's range, " + ToString(missed->ports) + " (" + missed->name + ")";
    std::vector<Source> related;
    if (missed->source) related.push_back(*missed->source);
    Report(check, findings, assignment.source, std::move(message), std::move(related));
  }
}

void Run(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Registry& registry : registries) Look(registry, check, findings);
}

}  // namespace

LintCheck OutsideSection() {
  return {"outside-section",
          Severity::kError,
          "an assignment outside the range in its heading, or outside its service's block",
          "The range says where to look for the service's ports and which are free; a row outside it will be taken by "
          "whoever owns the range that it is really in.",
          "Move the port into the range, move the row to the section that it belongs to, or correct the heading.",
          Run};
}

}  // namespace portlaw::lint
