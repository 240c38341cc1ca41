// SPDX-License-Identifier: Apache-2.0
// What only BPF LSM sees, or can refuse, in kernels where it is active (those of the label vm).
#include <arpa/inet.h>
#include <sys/socket.h>

#include <cstdlib>

#include "agent/kernel/probe.h"
#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

constexpr int kBindxAdd = 100;  // SCTP_SOCKOPT_BINDX_ADD

class LsmTest : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    if (IsSkipped() || HasFatalFailure() || CheckBpfLsm()) return;
    if (std::getenv("PORTLAW_NEEDS_LSM") != nullptr) FAIL() << ToString(CheckBpfLsm().error());
    GTEST_SKIP() << "BPF LSM is not active in this kernel";
  }

  BindEvent OnlyEvent() {
    const auto events = Events();
    EXPECT_EQ(events.size(), 1u);
    return events.size() == 1 ? events[0] : BindEvent();
  }
};

int BindSctp(int family, Port port) {
  const io::UniqueFd fd(::socket(family, SOCK_STREAM, IPPROTO_SCTP));
  return fd.valid() ? BindErrno(fd.get(), AnyAddress(family, port)) : errno;
}

// Binds 127.0.0.1 and 127.0.0.2 in one call, as sctp_bindx() does.
int BindTwoAddresses(Port port) {
  const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP));
  sockaddr_in addresses[2] = {};
  for (std::uint32_t i = 0; i < 2; ++i) {
    addresses[i].sin_family = AF_INET;
    addresses[i].sin_port = htons(port);
    addresses[i].sin_addr.s_addr = htonl(INADDR_LOOPBACK + i);
  }
  return ::setsockopt(fd.get(), IPPROTO_SCTP, kBindxAdd, addresses, sizeof(addresses)) == 0 ? 0 : errno;
}

TEST_F(LsmTest, SctpBindsAreDecidedOnceAndTold) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  for (const int family : {AF_INET, AF_INET6}) {
    EXPECT_EQ(In(alpha, [=] { return BindSctp(family, 4100); }), 0);
    EXPECT_EQ(In(alpha, [=] { return BindSctp(family, 0); }), 0);
    EXPECT_TRUE(Events().empty());
    EXPECT_EQ(In(alpha, [=] { return BindSctp(family, 4200); }), EPERM);
    const BindEvent event = OnlyEvent();
    EXPECT_EQ(event.hook, Hook::kLsm);
    EXPECT_EQ(event.action, Action::kDeny);
    EXPECT_EQ(event.reason, Reason::kForeign);
    EXPECT_EQ(event.port, 4200);
    EXPECT_EQ(event.protocol, Protocol::kSctp);
    EXPECT_EQ(event.ip_protocol, IPPROTO_SCTP);
    EXPECT_EQ(event.ipv6, family == AF_INET6);
    EXPECT_EQ(event.address, family == AF_INET6 ? "::" : "0.0.0.0");
    EXPECT_EQ(event.scope, Scope::kHost);
    EXPECT_EQ(event.socket_cgroup, alpha.id());
    EXPECT_EQ(event.owner, alpha.id());
  }
}

TEST_F(LsmTest, AddressesThatBindxAddsAreDecidedOnce) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(In(alpha, [] { return BindTwoAddresses(4100); }), 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(In(alpha, [] { return BindTwoAddresses(4200); }), EPERM);
  const BindEvent event = OnlyEvent();
  EXPECT_EQ(event.hook, Hook::kLsm);
  EXPECT_EQ(event.port, 4200);
  EXPECT_EQ(event.address, "127.0.0.1");
}

TEST_F(LsmTest, WhatTheCgroupHooksDecideIsNotDecidedTwice) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  for (const int type : {SOCK_STREAM, SOCK_DGRAM}) {
    EXPECT_EQ(In(alpha, [=] { return TryBind(AF_INET, type, 4200); }), EPERM);
    EXPECT_EQ(OnlyEvent().hook, Hook::kBind);
  }
}

TEST_F(LsmTest, RefusesAsTheSettingsSay) {
  Settings settings;
  settings.refuse_with = RefuseWith::kInUse;
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(In(alpha, [] { return BindSctp(AF_INET, 4200); }), EADDRINUSE);
  EXPECT_EQ(OnlyEvent().action, Action::kDeny);
}

TEST_F(LsmTest, LeavesAloneWhoIsOutsideOfItsCgroup) {
  Start(Compile(TwoServices()));
  EXPECT_EQ(BindSctp(AF_INET, 4200), 0);
  EXPECT_TRUE(Events().empty());
}

TEST_F(LsmTest, AListenerOnAPortThatNobodyChoseCanBeRefused) {
  Settings settings;
  settings.verdicts.Set(SubjectKind::kRegistered, Reason::kDynamicListen, Action::kDeny);
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const auto listen = [](int family, std::optional<Port> port) {
    return [=] {
      const io::UniqueFd fd(::socket(family, SOCK_STREAM, 0));
      const int error = port ? BindErrno(fd.get(), AnyAddress(family, *port)) : 0;
      if (error != 0) return error;
      return ::listen(fd.get(), 1) == 0 && ::listen(fd.get(), 2) == 0 ? 0 : errno;
    };
  };
  for (const int family : {AF_INET, AF_INET6}) {
    EXPECT_EQ(In(alpha, listen(family, 4100)), 0);
    EXPECT_TRUE(Events().empty());
    EXPECT_EQ(In(alpha, listen(family, std::nullopt)), EPERM);
    const BindEvent event = OnlyEvent();
    EXPECT_EQ(event.hook, Hook::kListen);
    EXPECT_EQ(event.action, Action::kDeny);
    EXPECT_EQ(event.reason, Reason::kDynamicListen);
  }
  const ScopedCgroup stranger = Subject("stranger", kUnregisteredRow);
  EXPECT_EQ(In(stranger, listen(AF_INET, std::nullopt)), 0) << "a warning is the tracepoint's to tell";
  EXPECT_EQ(OnlyEvent().action, Action::kWarn);
}

}  // namespace
}  // namespace portlaw::kernel::test
