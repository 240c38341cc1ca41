// SPDX-License-Identifier: Apache-2.0
// In a private network namespace a port collides with nobody: the settings say what a verdict is worth there.
#include <sched.h>
#include <sys/socket.h>

#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

class NetnsTest : public KernelTest {
 protected:
  static int InPrivate(const ScopedCgroup& cgroup, std::function<int()> body) {
    return In(cgroup, [&] { return ::unshare(CLONE_NEWNET) == 0 ? body() : 99; });
  }
  void StartWith(PrivateNetns in_private) {
    Settings settings;
    settings.private_netns = in_private;
    Start(Compile(TwoServices(), settings));
  }
};

int ListenAnywhere() {
  const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
  return ::listen(fd.get(), 1) == 0 ? 0 : errno;
}

TEST_F(NetnsTest, AuditLetsPassAndTells) {
  StartWith(PrivateNetns::kAudit);
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(InPrivate(alpha, BindOthers), 0);
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].action, Action::kWouldDeny);
  EXPECT_EQ(events[0].reason, Reason::kForeign);
  EXPECT_EQ(events[0].scope, Scope::kPrivate);
  EXPECT_NE(events[0].netns_cookie, 0u);
  EXPECT_EQ(In(alpha, BindOthers), EPERM) << "the same in the host's namespace";
  EXPECT_NE(Events().at(0).netns_cookie, events[0].netns_cookie);
}

TEST_F(NetnsTest, EnforceRefuses) {
  StartWith(PrivateNetns::kEnforce);
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(InPrivate(alpha, BindOthers), EPERM);
  EXPECT_EQ(Events().at(0).scope, Scope::kPrivate);
  EXPECT_EQ(InPrivate(alpha, [] { return TryBind(AF_INET6, SOCK_STREAM, 4100); }), 0);
}

TEST_F(NetnsTest, IgnoreSaysNothing) {
  StartWith(PrivateNetns::kIgnore);
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(InPrivate(alpha, BindOthers), 0);
  EXPECT_EQ(InPrivate(alpha, ListenAnywhere), 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(In(alpha, BindOthers), EPERM);
}

TEST_F(NetnsTest, AListenerIsToldWithItsScope) {
  StartWith(PrivateNetns::kAudit);
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(InPrivate(alpha, ListenAnywhere), 0);
  const auto inside = Events();
  ASSERT_EQ(inside.size(), 1u);
  EXPECT_EQ(inside[0].scope, Scope::kPrivate);
  EXPECT_EQ(In(alpha, ListenAnywhere), 0);
  const auto outside = Events();
  ASSERT_EQ(outside.size(), 1u);
  EXPECT_EQ(outside[0].scope, Scope::kHost);
  EXPECT_NE(outside[0].netns_cookie, inside[0].netns_cookie);
}

}  // namespace
}  // namespace portlaw::kernel::test
