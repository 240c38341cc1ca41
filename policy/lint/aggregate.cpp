// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/aggregate.h"

#include <map>
#include <string_view>
#include <tuple>

namespace portlaw {

namespace {

using Problem = std::tuple<std::string_view, std::string_view, Source>;  // code, file, first related place

// One table's unread rows are one finding with a count already; another table's are another problem.
bool IsOfOneTable(const Finding& finding) { return finding.code == "unread-rows"; }

Problem ProblemOf(const Finding& finding) {
  if (IsOfOneTable(finding)) return {finding.code, finding.source.file, finding.source};
  return {finding.code, finding.source.file, finding.related.empty() ? Source() : finding.related.front()};
}

// A line may say the same of many: it is named once.
void Join(ToldFinding& told, const Finding& finding) {
  ++told.count;
  const Source& last = told.alike.empty() ? told.finding.source : told.alike.back();
  if (finding.source != last && told.alike.size() < kMaxAlike) told.alike.push_back(finding.source);
}

}  // namespace

ToldFindings Aggregate(const Findings& findings) {
  std::map<Problem, std::size_t> places;
  ToldFindings told;
  for (const Finding& finding : findings) {
    const auto [place, is_new] = places.try_emplace(ProblemOf(finding), told.size());
    if (is_new) {
      told.push_back({finding, 1, {}});
    } else {
      Join(told[place->second], finding);
    }
  }
  return told;
}

ToldFindings TellEach(const Findings& findings) {
  ToldFindings told;
  for (const Finding& finding : findings) told.push_back({finding, 1, {}});
  return told;
}

}  // namespace portlaw
