// SPDX-License-Identifier: Apache-2.0
// What speaks against putting other documents in force on a host that is at work.
#ifndef PORTLAW_POLICY_GUARD_OBJECTIONS_H_
#define PORTLAW_POLICY_GUARD_OBJECTIONS_H_

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "policy/decide/policy.h"
#include "policy/scan/report.h"

namespace portlaw {

// A registry that has less than half of its rows (assignments, blocks, reserved ranges) left: rather a document that
// was cut off, or written over, than a change.
struct RowLoss {
  std::string file;
  std::size_t before = 0;
  std::size_t after = 0;
};

struct Objections {
  std::vector<ScanRow> refusals;  // what runs and would be refused, but is not now; the verdicts are the candidate's
  std::vector<RowLoss> losses;

  bool empty() const { return refusals.empty() && losses.empty(); }
};

// Judges everything in `listeners` by both policies. `files` are the names of the registries, in their order. Lost rows
// count only where one of the policies enforces: audit mode refuses nothing. Pure; linear but for sorting.
Objections ObjectionsTo(const CompiledPolicy& candidate, const CompiledPolicy& in_force,
                        const std::vector<Listener>& listeners, const std::vector<std::string>& files);

// For people, escaped: "4100/tcp of container kiln-gateway, node (pid 812), would be refused: 4100 is assigned to
// janua-api (ports.md:57)"; "ports.md would lose 41 of its 60 rows at once".
std::string Sentence(const ScanRow& refusal);
std::string Sentence(const RowLoss& loss);

// All of them, the losses first, at most `limit`; the last says how many more there are.
std::vector<std::string> Sentences(const Objections& objections, std::size_t limit);

// "3 things that run would be refused"; "ports.md would lose 41 of its 60 rows at once"; both, joined by "; ".
std::string Summary(const Objections& objections);

// {"refused":n,"refusals":[at most 100 rows as of `scan`],"losses":[{"file","before","after"}]}
nlohmann::ordered_json ToJson(const Objections& objections);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_GUARD_OBJECTIONS_H_
