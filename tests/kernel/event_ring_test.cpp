// SPDX-License-Identifier: Apache-2.0
// An event leaves the ring when it has been handed over, and not before.
#include <unistd.h>

#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

int BindThreeOfOthers() {
  for (std::uint16_t port = 4200; port < 4203; ++port)
    if (TryBind(AF_INET, SOCK_STREAM, port) != EPERM) return 1;
  return 0;
}

using EventRingTest = KernelTest;

TEST_F(EventRingTest, WhatWasUnderWayWhenTheAgentDiedComesAgain) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  ASSERT_EQ(In(alpha, BindThreeOfOthers), 0);
  const auto die_at_the_second = [this] {
    int seen = 0;
    kernel().Drain(
        [&](const BindEvent&) {
          if (++seen == 2) ::_exit(7);
        },
        [](const CgroupEvent&) {});
    return 0;
  };
  EXPECT_EQ(In(root(), die_at_the_second), 7);
  const auto events = Events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].port, 4201) << "the one that was under way";
  EXPECT_EQ(events[1].port, 4202);
}

}  // namespace
}  // namespace portlaw::kernel::test
