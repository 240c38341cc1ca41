// SPDX-License-Identifier: Apache-2.0
// Policy unit tests: a team's own examples of what must be allowed and what refused, held against its registry.
#ifndef PORTLAW_POLICY_CASES_POLICY_TESTS_H_
#define PORTLAW_POLICY_CASES_POLICY_TESTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/policy.h"
#include "policy/model/identity.h"
#include "policy/model/result.h"

namespace portlaw {

struct PolicyCase {
  std::optional<ContainerIdentity> container;  // none: a host process
  PortRange ports;                             // every one of them must have the verdict
  Protocol protocol = Protocol::kTcp;
  Scope scope = Scope::kHost;
  Action action = Action::kAllow;  // as carried out: would-deny where the mode only logs
  std::optional<Reason> reason;    // none: any
  Source source;
};

struct PolicyTests {
  std::vector<std::string> registries;  // paths as written; the tests' own directory is where they begin
  std::string settings;                 // likewise; may be empty
  std::vector<PolicyCase> cases;
};

inline constexpr std::size_t kMaxPolicyTestsBytes = 16 * 1024 * 1024;

// Reads a YAML document: `registries`, `settings` and `cases`, or just the list of cases. Every mistake is reported.
ResultOfMany<PolicyTests> ParsePolicyTests(std::string_view text, const std::string& file);

struct PolicyCaseResult {
  bool passed = true;
  Port port = 0;    // the first port that has another verdict; else the case's first
  Verdict verdict;  // on `port`
};

// One result for each case, in their order.
std::vector<PolicyCaseResult> RunPolicyTests(const CompiledPolicy& policy, const std::vector<PolicyCase>& cases);

// "alder-api 4100-4105/tcp in the host's network namespace"
std::string Title(const PolicyCase& test);
// "expected allow (assigned), got deny (foreign) on 4101: 4101 is assigned to alder-web (orchard.md:12)"; empty for
// one that passed.
std::string Failure(const PolicyCase& test, const PolicyCaseResult& result);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_CASES_POLICY_TESTS_H_
