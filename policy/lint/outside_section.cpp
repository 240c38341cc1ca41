// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/placement.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

std::string Message(const Assignment& assignment, const Placement::Missed& missed) {
  const std::string ports = ToString(missed.ports);
  if (missed.source) return HolderAndPorts(assignment) + " is outside the block of " + missed.name + ", " + ports;
  std::string text = HolderAndPorts(assignment) + " is outside the range of its section, \"" + missed.name + "\"";
  if (missed.name.find(std::to_string(missed.ports.first)) == std::string::npos) text += ", " + ports;
  return text;
}

void LookForOutsideSection(const Registry& registry, const LintCheck& check, Findings& findings) {
  const Placement placement(registry);
  for (const Assignment& assignment : registry.assignments) {
    const std::optional<Placement::Missed> missed = placement.MissedBy(assignment);
    if (!missed) continue;
    std::vector<Source> related;
    if (missed->source) related.push_back(*missed->source);
    Report(check, findings, assignment.source, Message(assignment, *missed), std::move(related));
  }
}

void CheckOutsideSection(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Registry& registry : registries) LookForOutsideSection(registry, check, findings);
}

}  // namespace

LintCheck OutsideSection() {
  return {"outside-section",
          Severity::kError,
          "an assignment outside the range in its heading, or outside its service's block",
          "The range says where to look for the service's ports and which are free; a row outside it will be taken by "
          "whoever owns the range that it is really in.",
          "Move the port into the range, move the row to the section that it belongs to, or correct the heading.",
          CheckOutsideSection};
}

}  // namespace portlaw::lint
