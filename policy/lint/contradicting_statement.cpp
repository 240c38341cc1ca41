// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/placement.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

// The statements of one place in the document about one thing.
struct Place {
  std::string section;
  std::vector<const Assignment*> rows;
};

// What a statement is about: a container's port for one purpose, on one host, in one protocol.
std::string Subject(const Assignment& row) {
  std::string subject = row.container.empty() ? Folded(row.service) : Folded(row.container);
  subject += '/' + Folded(row.label) + '/' + std::to_string(static_cast<int>(row.protocol));
  return row.host ? subject + '/' + Folded(*row.host) : subject;
}

bool ShareAPort(const Place& a, const Place& b) {
  for (const Assignment* x : a.rows) {
    for (const Assignment* y : b.rows) {
      if (x->ports.Overlaps(y->ports)) return true;
    }
  }
  return false;
}

// A project's database and its frontend bear one name in two tables, each with a range for its kind.
bool AreOfTwoKinds(const Assignment& a, const Assignment& b, const Placement& placement) {
  const std::optional<PortRange> home_a = placement.HomeOf(a);
  const std::optional<PortRange> home_b = placement.HomeOf(b);
  return home_a && home_b && home_a != home_b;
}

void LookForContradictingStatement(const std::vector<Place>& places, const Placement& placement, const LintCheck& check,
                                   Findings& findings) {
  for (std::size_t i = 1; i < places.size(); ++i) {
    // Several ports in one place are not one statement that could differ from another.
    if (places[i].rows.size() > 1 || places.front().rows.size() > 1 || ShareAPort(places.front(), places[i])) continue;
    const Assignment& here = *places[i].rows.front();
    const Assignment& there = *places.front().rows.front();
    if (AreOfTwoKinds(here, there, placement)) continue;
    Report(
        check, findings, here.source,
        HolderTitle(here) + " has port " + ToString(here.ports) + " here, but " + ToString(there.ports) + " elsewhere",
        {there.source});
  }
}

void LookForContradictingStatement(const Registry& registry, const LintCheck& check, Findings& findings) {
  const Placement placement(registry);
  std::map<std::string, std::vector<Place>> statements;
  for (const Assignment& row : registry.assignments) {
    if (Folded(HolderName(row)).empty()) continue;
    std::vector<Place>& places = statements[Subject(row)];
    if (places.empty() || places.back().section != row.section) places.push_back({row.section, {}});
    if (places.back().rows.size() < kMaxRelated) places.back().rows.push_back(&row);
  }
  for (const auto& [subject, places] : statements) LookForContradictingStatement(places, placement, check, findings);
}

void CheckContradictingStatement(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Registry& registry : registries) LookForContradictingStatement(registry, check, findings);
}

}  // namespace

LintCheck ContradictingStatement() {
  return {"contradicting-statement",
          Severity::kWarning,
          "two sections that give one container's port for one purpose differently",
          "One of the two is out of date, and nobody can tell which; portlaw lets the container bind both.",
          "Delete or correct the older statement. If they are for different environments, say so in a column or in "
          "the heading.",
          CheckContradictingStatement};
}

}  // namespace portlaw::lint
