// SPDX-License-Identifier: Apache-2.0
#include "agent/metrics/service_decisions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portlaw::metrics {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using Counts = std::vector<kernel::DecisionCount>;

kernel::DecisionCount Denied(kernel::CgroupId owner, std::uint64_t decided) {
  kernel::DecisionCount count;
  count.owner = owner;
  count.port = 4100;
  count.action = Action::kDeny;
  count.reason = Reason::kForeign;
  count.decided = decided;
  return count;
}

DecisionLabels Denials(const std::string& service) { return {service, Action::kDeny, Reason::kForeign}; }

// Cgroup 1 is of service S1, and so on; 99 is of nobody known.
std::string ServiceOfOwner(const kernel::DecisionCount& count) {
  return count.owner == 99 ? "" : "S" + std::to_string(count.owner);
}

TEST(ServiceDecisions, CountByService) {
  ServiceDecisions decisions;
  EXPECT_THAT(decisions.Update({Denied(1, 3), Denied(2, 4), Denied(99, 5), Denied(0, 6)}, ServiceOfOwner),
              ElementsAre(Pair(Denials("S1"), 3), Pair(Denials("S2"), 4), Pair(Denials("other"), 11)));
}

TEST(ServiceDecisions, NeverGoBackWhenAContainerIsGone) {
  ServiceDecisions decisions;
  decisions.Update({Denied(1, 3)}, ServiceOfOwner);
  EXPECT_THAT(decisions.Update({Denied(0, 5)}, ServiceOfOwner),
              ElementsAre(Pair(Denials("S1"), 3), Pair(Denials("other"), 2)));
  EXPECT_THAT(decisions.Update({Denied(0, 5), Denied(1, 1)}, ServiceOfOwner),
              ElementsAre(Pair(Denials("S1"), 4), Pair(Denials("other"), 2)));
}

TEST(ServiceDecisions, AreBounded) {
  ServiceDecisions decisions;
  Counts counts;
  for (std::size_t i = 1; i <= ServiceDecisions::kMaxServices + 50; ++i) counts.push_back(Denied(1000 + i, 1));
  const auto sums = decisions.Update(counts, ServiceOfOwner);
  EXPECT_EQ(sums.size(), ServiceDecisions::kMaxServices + 1);
  EXPECT_EQ(sums.at(Denials("other")), 50U);
}

}  // namespace
}  // namespace portlaw::metrics
