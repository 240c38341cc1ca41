// SPDX-License-Identifier: Apache-2.0
// A new policy takes the place of the old one between two binds, and a bad one never.
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

class ReloadTest : public KernelTest {};

// Alpha and beta stand 50 ports further up, and what was reserved is beta's.
Registry MovedUp() {
  Registry registry = TwoServices();
  registry.blocks[0].ports = {4150, 4249};
  registry.blocks[1].ports = {4250, 5100};
  registry.assignments[0].ports = {4150, 4150};
  registry.assignments[1].ports = {4250, 4250};
  registry.reserved.clear();
  return registry;
}

constexpr Port kAllowedByBoth = 4160;
constexpr Port kDeniedByBoth = 5005;  // reserved by one, beta's by the other
constexpr Port kDisputed = 4120;      // alpha's by one, nobody's by the other
constexpr Port kProbed[] = {kAllowedByBoth, kDeniedByBoth, kDisputed};

constexpr int kThreads = 16;
constexpr int kFlips = 2000;

// What the threads of a child have seen.
enum Seen { kAllowedRefused, kDeniedPassed, kDisputedRefused, kDisputedPassed, kBinds, kSeenCount };

int BindUntilTold(SharedNumbers& seen, const std::int32_t& stop) {
  if (::nice(10) == -1) return 1;  // 16 that bind shall not keep the one that flips from the CPU
  std::vector<std::thread> threads;
  std::array<std::atomic<int>, kSeenCount> counts = {};
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const int family = i % 2 ? AF_INET : AF_INET6;
      const int type = i % 4 < 2 ? SOCK_STREAM : SOCK_DGRAM;
      while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        // What is bound by another thread is past the verdict: EADDRINUSE counts as passed.
        counts[kAllowedRefused] += TryBind(family, type, kAllowedByBoth) == EPERM;
        counts[kDeniedPassed] += TryBind(family, type, kDeniedByBoth) != EPERM;
        counts[TryBind(family, type, kDisputed) == EPERM ? kDisputedRefused : kDisputedPassed]++;
        counts[kBinds] += 3;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < kSeenCount; ++i) seen[i] = counts[i];
  return 0;
}

TEST_F(ReloadTest, EveryBindSeesTheOldPolicyOrTheNewOne) {
  Settings settings;
  settings.rate_limit = {50, std::chrono::milliseconds(10)};
  const std::shared_ptr<const CompiledPolicy> policies[] = {Compile(MovedUp(), settings),
                                                            Compile(TwoServices(), settings)};
  Start(policies[1]);
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  SharedNumbers seen(kSeenCount);
  SharedNumbers stop(1);

  std::uint64_t generation = kernel().Generation();
  std::uint64_t events = 0;
  Child child(alpha, [&] { return BindUntilTold(seen, stop[0]); });
  for (int flip = 0; flip < kFlips; ++flip) {
    Install(policies[(generation + 1) % 2], generation + 1);
    ++generation;
    for (const BindEvent& event : Events()) {
      ++events;
      const CompiledPolicy& policy = *policies[event.generation % 2];
      const Verdict verdict =
          Evaluate(policy, Resolve(policy, Named("alpha-api")), {event.port, event.protocol, Scope::kHost, false});
      ASSERT_EQ(event.action, verdict.action) << "port " << event.port << ", generation " << event.generation;
      ASSERT_EQ(event.reason, verdict.reason) << "port " << event.port << ", generation " << event.generation;
    }
  }
  stop[0] = 1;
  ASSERT_EQ(child.Wait(), 0);
  EXPECT_EQ(seen[kAllowedRefused], 0);
  EXPECT_EQ(seen[kDeniedPassed], 0);
  EXPECT_GT(seen[kDisputedRefused], 0);
  EXPECT_GT(seen[kDisputedPassed], 0);
  EXPECT_GT(events, 0u);

  std::uint64_t decided = 0;
  for (const DecisionCount& count : Decisions()) {
    EXPECT_EQ(count.decided, count.emitted + count.suppressed + count.dropped);
    decided += count.decided;
  }
  EXPECT_EQ(decided, static_cast<std::uint64_t>(seen[kBinds]) / 3 + seen[kDisputedRefused]);
  for (const FaultCount& fault : kernel().Faults()) EXPECT_EQ(fault.count, 0u) << fault.name;
}

TEST_F(ReloadTest, ABadPolicyLeavesTheOldOneInForce) {
  const auto policy = Compile(TwoServices());
  Start(policy);
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const auto refused = Compile(MovedUp());
  const auto still_the_old_one = [&] {
    return kernel().Generation() == 1 && In(alpha, [] { return TryBind(AF_INET, SOCK_STREAM, kDisputed); }) == 0;
  };

  EXPECT_FALSE(kernel().InstallPolicy(*refused, 1, Rows(*refused))) << "not newer";
  EXPECT_TRUE(still_the_old_one());
  EXPECT_FALSE(kernel().InstallPolicy(*refused, 2, {{70000, Named("alpha-api"), {}, {}}})) << "no such row";
  EXPECT_TRUE(still_the_old_one());
  EXPECT_FALSE(kernel().InstallPolicy(*refused, 2, {{kAlpha, Named(std::string(300, 'a')), {}, {}}})) << "name";
  EXPECT_TRUE(still_the_old_one());

  Install(refused, 2);
  EXPECT_EQ(In(alpha, [] { return TryBind(AF_INET, SOCK_STREAM, kDisputed); }), EPERM);
}

TEST_F(ReloadTest, ARowAddedLaterIsDecidedAsTheFirstOnes) {
  const auto policy = Compile(TwoServices());
  Start(policy);
  const auto add = [&](Row row, const std::string& name) {
    const auto added = kernel().AddRow({row, Named(name), Resolve(*policy, Named(name)), {}});
    ASSERT_TRUE(added) << ToString(added.error());
  };
  add(10, "beta-worker");
  const ScopedCgroup worker = Subject("worker", 10);
  EXPECT_EQ(In(worker, [] { return TryBind(AF_INET, SOCK_STREAM, 4250); }), 0);
  EXPECT_EQ(In(worker, [] { return TryBind(AF_INET, SOCK_STREAM, 4150); }), EPERM);
  for (Row row = 11; row < 2000; ++row) add(row, "alpha-" + std::to_string(row));  // the table grows more than once
  const ScopedCgroup last = Subject("last", 1999);
  EXPECT_EQ(In(last, [] { return TryBind(AF_INET, SOCK_STREAM, 4150); }), 0);
  EXPECT_EQ(In(last, [] { return TryBind(AF_INET, SOCK_STREAM, 4250); }), EPERM);
  EXPECT_EQ(In(worker, [] { return TryBind(AF_INET, SOCK_STREAM, 4250); }), 0);
  EXPECT_EQ(kernel().Generation(), 1u);
}

// An element of the map of subjects is used again for another cgroup while programs look at it.
TEST_F(ReloadTest, NoBindIsDecidedAsSomebodyElsesWhileSubjectsChange) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const ScopedCgroup beta = Subject("beta", kBeta);
  SharedNumbers stop(1);
  const auto bind_own = [&stop](Port port) {
    return [&stop, port] {
      int refused = 0;
      while (!__atomic_load_n(&stop[0], __ATOMIC_RELAXED)) refused += TryBind(AF_INET, SOCK_DGRAM, port) == EPERM;
      return std::min(refused, 100);
    };
  };
  Child first(alpha, bind_own(4100));
  Child second(beta, bind_own(4200));
  for (int i = 0; i < 200000; ++i) {
    ASSERT_TRUE(kernel().SetSubject({alpha.id(), kAlpha, alpha.id(), false, false}));
    ASSERT_TRUE(kernel().SetSubject({beta.id(), kBeta, beta.id(), false, false}));
  }
  stop[0] = 1;
  EXPECT_EQ(first.Wait(), 0);
  EXPECT_EQ(second.Wait(), 0);
  EXPECT_EQ(Fault("no-subject"), 0u);
}

}  // namespace
}  // namespace portlaw::kernel::test
