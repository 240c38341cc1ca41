// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/policy_history.h"

#include <gtest/gtest.h>

namespace portlaw::daemon {
namespace {

TEST(PolicyHistory, KeepsTheLastOnesByGeneration) {
  PolicyHistory history;
  EXPECT_EQ(history.At(1), nullptr);
  std::vector<std::shared_ptr<const CompiledPolicy>> policies;
  for (std::uint64_t generation = 1; generation <= 20; ++generation) {
    policies.push_back(CompiledPolicy::Compile({}, {}, "host"));
    history.Add(generation, policies.back());
  }
  EXPECT_EQ(history.At(20), policies[19]);
  EXPECT_EQ(history.At(5), policies[4]);
  EXPECT_EQ(history.At(4), nullptr);
  EXPECT_EQ(history.At(21), nullptr);
}

}  // namespace
}  // namespace portlaw::daemon
