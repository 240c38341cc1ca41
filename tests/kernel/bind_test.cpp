// SPDX-License-Identifier: Apache-2.0
// The verdict and the event of single binds.
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <sys/socket.h>

#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

class BindTest : public KernelTest {};

TEST_F(BindTest, AllowsInTheOwnBlockAndSaysNothing) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(In(alpha, [] { return TryBind(AF_INET, SOCK_STREAM, 4100); }), 0);
  EXPECT_EQ(In(alpha, [] { return TryBind(AF_INET6, SOCK_DGRAM, 4150); }), 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_TRUE(Decisions().empty());
}

TEST_F(BindTest, RefusesInAnothersBlockAndTells) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  Child child(alpha, [] { return TryBind(AF_INET, SOCK_STREAM, 4200); });
  const pid_t pid = child.pid();
  EXPECT_EQ(child.Wait(), EPERM);
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  const BindEvent& event = events[0];
  EXPECT_EQ(event.action, Action::kDeny);
  EXPECT_EQ(event.reason, Reason::kForeign);
  EXPECT_EQ(event.port, 4200);
  EXPECT_EQ(event.protocol, Protocol::kTcp);
  EXPECT_FALSE(event.ipv6);
  EXPECT_EQ(event.address, "0.0.0.0");
  EXPECT_EQ(event.row, kAlpha);
  EXPECT_EQ(event.cgroup, alpha.id());
  EXPECT_EQ(event.owner, alpha.id());
  EXPECT_EQ(event.socket_cgroup, alpha.id());
  EXPECT_EQ(event.pid, static_cast<std::uint32_t>(pid));
  EXPECT_EQ(event.generation, 1u);
  EXPECT_EQ(event.hook, Hook::kBind);
  EXPECT_EQ(event.scope, Scope::kHost);
  EXPECT_FALSE(event.chosen);
  EXPECT_EQ(event.comm, "kernel_tests");
}

TEST_F(BindTest, RefusesWithTheErrorThatTheSettingsName) {
  Settings settings;
  settings.refuse_with = RefuseWith::kInUse;
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const bool can_say = libbpf_probe_bpf_helper(BPF_PROG_TYPE_CGROUP_SOCK, BPF_FUNC_set_retval, nullptr) == 1;
  for (const int family : {AF_INET, AF_INET6}) {
    EXPECT_EQ(In(alpha, [=] { return TryBind(family, SOCK_STREAM, 4200); }), can_say ? EADDRINUSE : EPERM);
    EXPECT_EQ(In(alpha, [=] { return TryBind(family, SOCK_STREAM, 4100); }), 0);
  }
  const auto events = Events();
  ASSERT_EQ(events.size(), 2u);
  for (const BindEvent& event : events) EXPECT_EQ(event.action, Action::kDeny);
}

TEST_F(BindTest, AResolversRandomPortsAreItsOwn) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(In(alpha, [] { return TryBind(AF_INET, SOCK_DGRAM, 40000); }), 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(In(alpha, [] { return TryBind(AF_INET, SOCK_STREAM, 40000); }), EPERM);
  EXPECT_EQ(Events().at(0).reason, Reason::kUnallocated);
}

TEST_F(BindTest, NothingIsLeftWhereNothingWasAttached) {
  { ASSERT_TRUE(Kernel::Open(Options())); }
  EXPECT_FALSE(*Kernel::Unload(pin_root()));
}

}  // namespace
}  // namespace portlaw::kernel::test
