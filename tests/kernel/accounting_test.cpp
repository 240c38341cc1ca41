// SPDX-License-Identifier: Apache-2.0
// decided = emitted + suppressed + dropped, whatever happens.
#include <sys/socket.h>

#include <numeric>
#include <thread>

#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

class AccountingTest : public KernelTest {
 protected:
  DecisionCount Sum() {
    DecisionCount sum;
    for (const DecisionCount& count : Decisions()) {
      EXPECT_EQ(count.decided, count.emitted + count.suppressed + count.dropped);
      sum.decided += count.decided;
      sum.emitted += count.emitted;
      sum.suppressed += count.suppressed;
      sum.dropped += count.dropped;
    }
    return sum;
  }
};

constexpr int kThreads = 16;

// Each of 16 threads binds `ports` ports from 4200 on, which are beta's, `times` times.
int BindInThreads(int ports, int times) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([=] {
      for (int time = 0; time < times; ++time)
        for (int port = 0; port < ports; ++port)
          if (TryBind(AF_INET, SOCK_DGRAM, 4200 + port) != EPERM) ::_exit(1);
    });
  for (std::thread& thread : threads) thread.join();
  return 0;
}

TEST_F(AccountingTest, IsExactWithManyThreadsAndARingThatOverflows) {
  Settings settings;
  settings.rate_limit = {1000, std::chrono::hours(1)};
  KernelOptions options = Options();
  options.event_ring_bytes = 4096;
  Start(Compile(TwoServices(), settings), options);
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  ASSERT_EQ(In(alpha, [] { return BindInThreads(5, 500); }), 0);
  const DecisionCount sum = Sum();
  EXPECT_EQ(sum.decided, kThreads * 5u * 500u);
  EXPECT_GT(sum.dropped, 0u);
  EXPECT_GT(sum.suppressed, 0u);
  EXPECT_EQ(sum.emitted, Events().size());
  EXPECT_EQ(Decisions().size(), 5u);

  // The next event of a key tells what was kept back before it.
  ASSERT_EQ(In(alpha, [] { return TryBind(AF_INET6, SOCK_STREAM, 4200); }), EPERM);
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].suppressed, 0u) << "another protocol is another key";
}

TEST_F(AccountingTest, LosesNothingWhenAKeyIsMadeByManyAtOnce) {
  Settings settings;
  settings.rate_limit = {1, std::chrono::hours(1)};
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  ASSERT_EQ(In(alpha, [] { return BindInThreads(100, 3); }), 0);
  EXPECT_EQ(Sum().decided, kThreads * 100u * 3u);
  EXPECT_EQ(Decisions().size(), 100u);
  for (const DecisionCount& count : Decisions()) {
    EXPECT_EQ(count.decided, kThreads * 3u);
    EXPECT_GE(count.emitted, 1u);
    EXPECT_LE(count.emitted, static_cast<std::uint64_t>(std::thread::hardware_concurrency()))
        << "one event more than the burst at most for each CPU";
  }
}

TEST_F(AccountingTest, ToldInTheNextWindowWhatTheLastOneKeptBack) {
  Settings settings;
  settings.rate_limit = {2, std::chrono::milliseconds(200)};
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const auto bind = [] {
    for (int i = 0; i < 10; ++i) TryBind(AF_INET, SOCK_STREAM, 4200);
    return 0;
  };
  In(alpha, bind);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  In(alpha, bind);
  const auto events = Events();
  ASSERT_GE(events.size(), 4u);
  std::uint64_t told = 0;
  for (const BindEvent& event : events) told += event.suppressed;
  const auto counts = Decisions();
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts[0].decided, 20u);
  EXPECT_EQ(counts[0].emitted, events.size());
  EXPECT_GT(told, 0u);
  EXPECT_LE(told, counts[0].suppressed);
}

TEST_F(AccountingTest, OneThatBindsEverythingDoesNotHideAnother) {
  KernelOptions options = Options();
  options.keys_per_owner = 50;
  options.max_decisions = 200;
  Start(Compile(TwoServices()), options);
  const ScopedCgroup noisy = Subject("noisy", kAlpha);
  const ScopedCgroup quiet = Subject("quiet", kBeta);
  ASSERT_EQ(In(noisy,
               [] {
                 for (int port = 10000; port < 20000; ++port) TryBind(AF_INET, SOCK_STREAM, port);
                 return 0;
               }),
            0);
  Events();
  ASSERT_EQ(In(quiet, [] { return TryBind(AF_INET, SOCK_STREAM, 4100); }), EPERM);
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].cgroup, quiet.id());
  EXPECT_EQ(Sum().decided, 10001u);
  EXPECT_EQ(Fault("owner-keys-full"), 10000u - 50u);
  EXPECT_EQ(Fault("decisions-full"), 0u);
  std::uint64_t overflow = 0;
  for (const DecisionCount& count : Decisions())
    if (count.overflow) {
      EXPECT_EQ(count.owner, noisy.id());
      overflow += count.decided;
    }
  EXPECT_EQ(overflow, 10000u - 50u);
}

TEST_F(AccountingTest, AFullMapIsCountedToo) {
  KernelOptions options = Options();
  options.max_decisions = 16;
  Start(Compile(TwoServices()), options);
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  ASSERT_EQ(In(alpha, [] { return BindInThreads(60, 2); }), 0);
  EXPECT_EQ(Sum().decided, kThreads * 60u * 2u);
  EXPECT_GT(Fault("decisions-full"), 0u);
  EXPECT_EQ(Fault("not-counted"), 0u);
}

TEST_F(AccountingTest, CountsOutliveTheirCgroup) {
  Start(Compile(TwoServices()));
  constexpr int kContainers = 600;
  for (int i = 0; i < kContainers; ++i) {
    const ScopedCgroup alpha = Subject("alpha", kAlpha);
    ASSERT_EQ(In(alpha, [] { return TryBind(AF_INET, SOCK_STREAM, 4200); }), EPERM);
    if (i % 50 == 0) Events();
  }
  Events();
  EXPECT_EQ(Sum().decided, static_cast<std::uint64_t>(kContainers));
  EXPECT_LT(Decisions().size(), 300u) << "the counters of the dead are put together";
}

}  // namespace
}  // namespace portlaw::kernel::test
