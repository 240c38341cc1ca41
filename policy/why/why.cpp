// SPDX-License-Identifier: Apache-2.0
#include "policy/why/why.h"

#include <algorithm>
#include <utility>

#include "policy/decide/index.h"
#include "policy/scan/wording.h"
#include "policy/text/printable.h"
#include "policy/why/advice.h"

namespace portlaw {
namespace {

// Of the owner that a verdict names: a service's or group's own name, or the service of a container.
std::string ServiceOfOwner(const CompiledPolicy& policy, const std::string& owner) {
  if (owner.empty()) return {};
  const auto& services = policy.index().services;
  const auto same = std::find_if(services.begin(), services.end(),
                                 [&](const IndexedService& service) { return service.name == owner; });
  if (same != services.end()) return owner;
  return Resolve(policy, {owner, {}}).service;
}

std::string LegacyWords(const Migration& migration) {
  const std::string place = Printable(ToString(migration.source));
  return "a legacy port of " + Printable(migration.service) + (place.empty() ? "" : " (" + place + ")");
}

// What registries say of the port besides the line that decides.
std::vector<std::string> OtherLines(const CompiledPolicy& policy, Port port, Protocol protocol,
                                    const std::optional<Source>& decides) {
  const CompiledPolicy::Index& index = policy.index();
  const Segment& segment = index.segments[index.SegmentOf(port)];
  std::vector<std::string> lines;
  for (const std::uint32_t number : segment.assignments) {
    const Assignment& row = *index.assignments[number].fact;
    if (Covers(row.protocol, protocol) && row.source != decides) lines.push_back(RegistryWords(row));
  }
  for (const std::uint32_t number : segment.migrations) {
    lines.push_back(LegacyWords(*index.migrations[number].fact));
  }
  return lines;
}

}  // namespace

Why ExplainPort(const CompiledPolicy& policy, PortSighting sighting) {
  Why why;
  why.port = sighting.port;
  why.protocol = sighting.protocol;
  why.claim = Evaluate(policy, UnregisteredSubject(), {why.port, why.protocol, Scope::kHost, false});
  why.service = ServiceOfOwner(policy, why.claim.owner);
  why.also = OtherLines(policy, why.port, why.protocol, why.claim.rule);
  why.refusals = std::move(sighting.refusals);
  ScanReport report = MakeScanReport(policy, std::move(sighting.holders), std::move(sighting.incomplete));
  why.holders = std::move(report.rows);
  why.incomplete = std::move(report.incomplete);
  std::stable_sort(why.holders.begin(), why.holders.end(),
                   [](const ScanRow& a, const ScanRow& b) { return a.listener.hold < b.listener.hold; });
  why.advice = AdviceOn(policy, why);
  return why;
}

bool HasFindings(const Why& why) {
  return std::any_of(why.holders.begin(), why.holders.end(),
                     [](const ScanRow& row) { return row.finding && row.listener.hold != Hold::kClosing; });
}

}  // namespace portlaw
