// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/range_index.h"
#include "policy/lint/report.h"
#include "policy/lint/rows.h"

namespace portlaw::lint {

namespace {

bool Forbids(const ReservedRange& reserved, const Assignment& assignment) {
  return HostsMeet(reserved.host, assignment.host) && ProtocolsMeet(reserved.protocol, assignment.protocol) &&
         reserved.source != assignment.source;
}

std::string Message(const Assignment& row, const ReservedRange& reserved) {
  std::string text = HolderAndPorts(row) + " is in " + ToString(reserved.ports) + ", which is ";
  text += reserved.kind == ReservedKind::kNever ? "reserved" : "kept free";
  if (!reserved.reason.empty()) text += ": " + reserved.reason;
  return text;
}

std::vector<const ReservedRange*> ReservesOf(const std::vector<Registry>& registries) {
  std::vector<const ReservedRange*> reserves;
  for (const Registry& registry : registries) {
    for (const ReservedRange& range : registry.reserved) reserves.push_back(&range);
  }
  return reserves;
}

void CheckAssignedReserved(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  const std::vector<const ReservedRange*> reserves = ReservesOf(registries);
  std::vector<PortRange> ranges;
  for (const ReservedRange* reserved : reserves) ranges.push_back(reserved->ports);
  const RangeIndex index(ranges);
  for (const Row& row : HostRows(registries)) {
    std::vector<Source> related;
    const ReservedRange* first = nullptr;
    int visits = 0;
    index.Overlapping(row.assignment->ports, [&](std::size_t place) {
      const ReservedRange& reserved = *reserves[place];
      if (!Forbids(reserved, *row.assignment)) return ++visits < kMaxVisits;
      if (first == nullptr) first = &reserved;
      related.push_back(reserved.source);
      return ++visits < kMaxVisits;
    });
    if (first == nullptr) continue;
    Report(check, findings, row.assignment->source, Message(*row.assignment, *first), std::move(related));
  }
}

}  // namespace

LintCheck AssignedReserved() {
  return {"assigned-reserved",
          Severity::kError,
          "an assignment in a range that a registry also calls reserved",
          "The document says that nobody may have the port and gives it to somebody. portlaw lets the container bind "
          "and logs each bind as assigned-reserved.",
          "Move the assignment, or take the port out of the reserved range (a reserved range may be split).",
          CheckAssignedReserved};
}

}  // namespace portlaw::lint
