// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/report.h"
#include "policy/lint/rows.h"

namespace portlaw::lint {

namespace {

// Linux's default net.ipv4.ip_local_port_range (Documentation/networking/ip-sysctl.rst).
constexpr PortRange kEphemeral{32768, 60999};

struct Hit {
  const Assignment* first = nullptr;
  std::vector<Source> others;
};

std::string Message(const Hit& hit) {
  std::string text = HolderAndPorts(*hit.first);
  if (!hit.others.empty()) {
    text += " and " + std::to_string(hit.others.size()) + " more under \"" + hit.first->section + "\"";
  }
  text += hit.others.empty() ? " is" : " are";
  return text + " in Linux's range for outgoing connections, " + ToString(kEphemeral);
}

void Run(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  std::map<std::pair<std::size_t, std::string>, std::size_t> sections;
  std::vector<Hit> hits;  // a section with a hundred such ports is one finding
  for (const auto& [assignment, registry] : HostRows(registries)) {
    if (!assignment->ports.Overlaps(kEphemeral)) continue;
    const auto [place, is_new] = sections.try_emplace({registry, assignment->section}, hits.size());
    if (is_new || assignment->section.empty()) {
      hits.push_back({assignment, {}});
    } else {
      hits[place->second].others.push_back(assignment->source);
    }
  }
  for (const Hit& hit : hits) Report(check, findings, hit.first->source, Message(hit), hit.others);
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
          Run};
}

}  // namespace portlaw::lint
