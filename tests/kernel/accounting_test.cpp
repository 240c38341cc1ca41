// SPDX-License-Identifier: Apache-2.0
// decided = emitted + suppressed + dropped, whatever happens.
#include <sys/socket.h>
#include <unistd.h>

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

// ---- nobody hides another ---------------------------------------------------------------

// Binds every port that is somebody's, TCP and UDP, as `uid`.
int SweepAs(uid_t uid) {
  if (::setresuid(uid, uid, uid) != 0) return 1;
  for (const int type : {SOCK_STREAM, SOCK_DGRAM})
    for (int port = 4100; port < 4300; ++port) TryBind(AF_INET, type, port);
  return 0;
}

TEST_F(AccountingTest, AUserOfTheHostThatBindsEverythingDoesNotHideAnother) {
  KernelOptions options = Options();
  options.keys_per_owner = 50;
  options.max_decisions = 200;
  Start(Compile(TwoServices()), options);
  ASSERT_EQ(In(root(), [] { return SweepAs(1001); }), 0);
  for (const BindEvent& event : Events()) EXPECT_EQ(event.uid, 1001u);
  EXPECT_GT(Fault("owner-keys-full"), 0u);
  ASSERT_EQ(In(root(),
               [] {
                 if (::setresuid(1002, 1002, 1002) != 0) return 1;
                 for (int port = 4200; port < 4205; ++port) TryBind(AF_INET, SOCK_STREAM, port);
                 return 0;
               }),
            0);
  const auto events = Events();
  ASSERT_EQ(events.size(), 5u);
  for (const BindEvent& event : events) EXPECT_EQ(event.uid, 1002u);
}

TEST_F(AccountingTest, TheNamelessCannotUseUpTheCountersOrTheRingOfTheRegistered) {
  KernelOptions options = Options();
  options.keys_per_owner = 50;
  options.max_decisions = 100;
  options.event_ring_bytes = 32768;
  Start(Compile(TwoServices()), options);
  for (int i = 0; i < 8; ++i) {
    const ScopedCgroup stranger = Subject("stranger" + std::to_string(i), kUnregisteredRow);
    ASSERT_EQ(In(stranger, [] { return SweepAs(0); }), 0);
  }
  EXPECT_GT(Fault("decisions-full"), 0u) << "the map of the nameless is full";
  EXPECT_GT(Sum().dropped, 0u) << "and so is their half of the ring";
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  for (int port = 4200; port < 4205; ++port)
    EXPECT_EQ(In(alpha, [port] { return TryBind(AF_INET, SOCK_STREAM, port); }), EPERM);
  std::vector<BindEvent> alphas = Events();
  std::erase_if(alphas, [&](const BindEvent& event) { return event.owner != alpha.id(); });
  EXPECT_EQ(alphas.size(), 5u);
  int own_counts = 0;
  for (const DecisionCount& count : Decisions()) own_counts += count.owner == alpha.id() && !count.overflow;
  EXPECT_EQ(own_counts, 5);
}

TEST_F(AccountingTest, KeysOfOwnersThatDiedWhileNoAgentRanComeBack) {
  KernelOptions options = Options();
  options.max_decisions = 20;
  Start(Compile(TwoServices()), options);
  const auto refuse = [](Port port) { return [port] { return TryBind(AF_INET, SOCK_STREAM, port); }; };
  {
    std::vector<ScopedCgroup> cgroups;
    for (int i = 0; i < 9; ++i) {
      cgroups.push_back(Subject("alpha" + std::to_string(i), kAlpha));
      ASSERT_EQ(In(cgroups.back(), refuse(4200)), EPERM);
    }
    CloseKernel();
  }
  Start(Compile(TwoServices()), options);
  EXPECT_EQ(Sum().decided, 9u);
  EXPECT_EQ(Decisions().size(), 1u) << "of the dead, put together";
  for (int i = 0; i < 9; ++i) {
    const ScopedCgroup alpha = Subject("next" + std::to_string(i), kAlpha);
    ASSERT_EQ(In(alpha, refuse(4200)), EPERM);
  }
  EXPECT_EQ(Fault("decisions-full"), 0u);
  EXPECT_EQ(Sum().decided, 18u);
}

}  // namespace
}  // namespace portlaw::kernel::test
