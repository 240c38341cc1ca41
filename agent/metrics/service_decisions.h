// SPDX-License-Identifier: Apache-2.0
// Decisions by service, as counters that never go back, although the kernel forgets who a container was when it is
// gone.
#ifndef PORTLAW_AGENT_METRICS_SERVICE_DECISIONS_H_
#define PORTLAW_AGENT_METRICS_SERVICE_DECISIONS_H_

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "agent/kernel/kernel.h"
#include "policy/decide/verdict.h"

namespace portlaw::metrics {

struct DecisionLabels {
  std::string service;
  Action action = Action::kWarn;
  Reason reason = Reason::kUnallocated;

  auto operator<=>(const DecisionLabels&) const = default;
};

class ServiceDecisions {
 public:
  static constexpr std::size_t kMaxServices = 200;  // further ones are counted as kOther
  // Also what was decided for nobody known any more: the sum over all services is the kernel's.
  static constexpr char kOther[] = "other";

  using ServiceOf = std::function<std::string(const kernel::DecisionCount& count)>;

  // `counts` are all that the kernel has now; `service_of` is asked for those of a living subject, and may give "".
  std::map<DecisionLabels, std::uint64_t> Update(const std::vector<kernel::DecisionCount>& counts,
                                                 const ServiceOf& service_of);

 private:
  using Key = std::tuple<kernel::CgroupId, kernel::Row, Port, Protocol, Action, Reason>;

  std::string Bounded(const std::string& service);

  std::map<Key, std::uint64_t> last_;  // of living subjects
  std::map<DecisionLabels, std::uint64_t> named_;
  std::set<std::string> services_;
};

}  // namespace portlaw::metrics

#endif  // PORTLAW_AGENT_METRICS_SERVICE_DECISIONS_H_
