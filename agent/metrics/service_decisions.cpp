// SPDX-License-Identifier: Apache-2.0
#include "agent/metrics/service_decisions.h"

#include <utility>

namespace portlaw::metrics {

std::string ServiceDecisions::Bounded(const std::string& service) {
  if (service.empty()) return kOther;
  if (services_.size() < kMaxServices) services_.insert(service);
  return services_.count(service) > 0 ? service : kOther;
}

// What a subject did since the last time is its service's; all else, with what it did between the last time and its
// end, stays in the difference to the kernel's sum, which never goes back either.
std::map<DecisionLabels, std::uint64_t> ServiceDecisions::Update(const std::vector<kernel::DecisionCount>& counts,
                                                                 const ServiceOf& service_of) {
  std::map<DecisionLabels, std::uint64_t> sums;
  std::map<Key, std::uint64_t> now;
  for (const kernel::DecisionCount& count : counts) {
    sums[{kOther, count.action, count.reason}] += count.decided;
    if (count.owner == 0 || count.overflow) continue;
    const Key key{count.owner, count.row, count.port, count.protocol, count.action, count.reason};
    const auto before = last_.find(key);
    const std::uint64_t known = before == last_.end() ? 0 : before->second;
    now[key] = count.decided;
    if (count.decided <= known) continue;
    const std::string service = Bounded(service_of(count));
    if (service != kOther) named_[{service, count.action, count.reason}] += count.decided - known;
  }
  last_ = std::move(now);
  for (const auto& [labels, number] : named_) {
    sums[{kOther, labels.action, labels.reason}] -= number;
    sums[labels] = number;
  }
  return sums;
}

}  // namespace portlaw::metrics
