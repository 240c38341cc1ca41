// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/claims.h"

#include "policy/lint/names.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

PortRange Common(PortRange a, PortRange b) { return {std::max(a.first, b.first), std::min(a.last, b.last)}; }

std::string RivalsText(const Assignment& row, const Assignment& rival) {
  std::string text = ToString(Common(row.ports, rival.ports)) + " is given to " + HolderTitle(row) + ", but ";
  text += HolderTitle(rival) + " has it already";
  if (row.host) text += ", on host " + *row.host;
  return text;
}

}  // namespace

void ReportRivals(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings,
                  bool (*are_rivals)(const Row& a, const Row& b)) {
  const std::vector<Row> rows = HostRows(registries);
  const RowOverlaps overlaps(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    const std::vector<std::size_t> rivals =
        overlaps.Before(i, [&](const Row& other) { return are_rivals(row, other); });
    if (rivals.empty()) continue;
    std::vector<Source> related;
    for (std::size_t rival : rivals) related.push_back(rows[rival].assignment->source);
    Report(check, findings, row.assignment->source, RivalsText(*row.assignment, *rows[rivals.front()].assignment),
           std::move(related));
  }
}

}  // namespace portlaw::lint
