// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <tuple>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/range_index.h"
#include "policy/lint/report.h"
#include "policy/lint/rows.h"

namespace portlaw::lint {

namespace {

constexpr int kMaxVisits = 64;

struct PlacedReserve {
  const ReservedRange* range;
  std::size_t registry;
};

// All rows of one section in one reserved range. Within a registry each row is a finding of its own, since each line
// must be mended; where two registries meet, the section is.
struct Hit {
  const Assignment* first;
  const ReservedRange* range;
  int others = 0;
  std::vector<Source> related;
};

bool Forbids(const ReservedRange& reserved, const Assignment& assignment) {
  return HostsMeet(reserved.host, assignment.host) && ProtocolsMeet(reserved.protocol, assignment.protocol) &&
         reserved.source != assignment.source;
}

std::string Message(const Hit& hit) {
  std::string text = HolderAndPorts(*hit.first);
  if (hit.others > 0) text += " and " + std::to_string(hit.others) + " more of its section are";
  text += (hit.others > 0 ? " in " : " is in ") + ToString(hit.range->ports) + ", which is ";
  text += hit.range->kind == ReservedKind::kNever ? "reserved" : "kept free";
  if (!hit.range->reason.empty()) text += ": " + hit.range->reason;
  return text;
}

class Collector {
 public:
  void Add(const Row& row, const PlacedReserve& reserve) {
    const std::string section =
        row.registry == reserve.registry ? ToString(row.assignment->source) : row.assignment->section;
    const auto [place, is_new] = places_.try_emplace({row.registry, section, reserve.range}, hits_.size());
    if (is_new) hits_.push_back({row.assignment, reserve.range, 0, {reserve.range->source}});
    if (is_new) return;
    Hit& hit = hits_[place->second];
    ++hit.others;
    if (hit.related.size() < kMaxRelated) hit.related.push_back(row.assignment->source);
  }

  const std::vector<Hit>& hits() const { return hits_; }

 private:
  std::map<std::tuple<std::size_t, std::string, const ReservedRange*>, std::size_t> places_;
  std::vector<Hit> hits_;
};

std::vector<PlacedReserve> Reserves(const std::vector<Registry>& registries) {
  std::vector<PlacedReserve> reserves;
  for (std::size_t i = 0; i < registries.size(); ++i) {
    for (const ReservedRange& range : registries[i].reserved) reserves.push_back({&range, i});
  }
  return reserves;
}

void Run(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  const std::vector<PlacedReserve> reserves = Reserves(registries);
  std::vector<PortRange> ranges;
  for (const PlacedReserve& reserve : reserves) ranges.push_back(reserve.range->ports);
  const RangeIndex index(ranges);
  Collector collector;
  for (const Row& row : HostRows(registries)) {
    int visits = 0;
    index.Overlapping(row.assignment->ports, [&](std::size_t place) {
      if (Forbids(*reserves[place].range, *row.assignment)) collector.Add(row, reserves[place]);
      return ++visits < kMaxVisits;
    });
  }
  for (const Hit& hit : collector.hits()) Report(check, findings, hit.first->source, Message(hit), hit.related);
}

}  // namespace

LintCheck AssignedReserved() {
  return {"assigned-reserved",
          Severity::kError,
          "an assignment in a range that a registry also calls reserved",
          "The document says that nobody may have the port and gives it to somebody. portlaw lets the container bind "
          "and logs each bind as assigned-reserved.",
          "Move the assignment, or take the port out of the reserved range (a reserved range may be split).",
          Run};
}

}  // namespace portlaw::lint
