// SPDX-License-Identifier: Apache-2.0
// Who holds a port: asked right after a real EADDRINUSE.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "agent/scan/holder.h"
#include "tests/kernel/scan_sockets.h"

namespace portlaw::scan {
namespace {

int ErrorOfBind(int family, int type, Port port) {
  const io::UniqueFd fd(::socket(family, type | SOCK_CLOEXEC, 0));
  sockaddr_storage address{};
  address.ss_family = static_cast<sa_family_t>(family);
  reinterpret_cast<sockaddr_in&>(address).sin_port = htons(port);
  return ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 ? 0 : errno;
}

std::optional<Holder> Find(const WantedPort& wanted) {
  const auto netns = OpenNetNamespace("/proc/thread-self/ns/net");
  EXPECT_TRUE(netns);
  auto holder = FindHolder(*netns, wanted);
  EXPECT_TRUE(holder) << ToString(holder.error());
  return holder.value_or(std::nullopt);
}

TEST(FindHolder, NamesTheListenerThatStandsInTheWay) {
  InNewNamespace([] {
    const ListeningChild child("first", 4100);
    ASSERT_EQ(ErrorOfBind(AF_INET, SOCK_STREAM, 4100), EADDRINUSE);
    const auto holder = Find({4100, Protocol::kTcp, "0.0.0.0", false});
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->hold, Hold::kListening);
    ASSERT_TRUE(holder->process);
    EXPECT_EQ(holder->process->pid, child.pid());
    EXPECT_EQ(holder->process->comm, "first");
    EXPECT_EQ(holder->others, 1U);
    EXPECT_NE(holder->cgroup, 0U);
    EXPECT_EQ(ErrorOfBind(AF_INET, SOCK_STREAM, 4101), 0);
    EXPECT_FALSE(Find({4101, Protocol::kTcp, "0.0.0.0", false}));
    EXPECT_FALSE(Find({4100, Protocol::kUdp, "0.0.0.0", false})) << "UDP has ports of its own";
  });
}

TEST(FindHolder, KnowsThatADualStackSocketTakesIpv4) {
  InNewNamespace([] {
    const auto dual = Open(AF_INET6, SOCK_STREAM, "::", 4100);
    ASSERT_EQ(ErrorOfBind(AF_INET, SOCK_STREAM, 4100), EADDRINUSE);
    const auto holder = Find({4100, Protocol::kTcp, "0.0.0.0", false});
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->address, "*");
  });
}

TEST(FindHolder, PassesOverSocketsOnOtherAddresses) {
  InNewNamespace([] {
    const auto one = Open(AF_INET, SOCK_STREAM, "127.0.0.1", 4100);
    EXPECT_FALSE(Find({4100, Protocol::kTcp, "127.0.0.2", false}));
    EXPECT_TRUE(Find({4100, Protocol::kTcp, "127.0.0.1", false}));
    EXPECT_TRUE(Find({4100, Protocol::kTcp, "", false}));
  });
}

TEST(FindHolder, FindsUdp) {
  InNewNamespace([] {
    const auto udp = Open(AF_INET, SOCK_DGRAM, "0.0.0.0", 4100);
    ASSERT_EQ(ErrorOfBind(AF_INET, SOCK_DGRAM, 4100), EADDRINUSE);
    const auto holder = Find({4100, Protocol::kUdp, "0.0.0.0", false});
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->hold, Hold::kBound);
    ASSERT_TRUE(holder->process);
    EXPECT_EQ(holder->process->pid, ::getpid());
  });
}

TEST(FindHolder, LooksInTheNamespaceItIsGiven) {
  InNewNamespace([] {
    const auto outer = OpenNetNamespace("/proc/thread-self/ns/net");
    ASSERT_TRUE(outer);
    const auto listener = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100);
    InNewNamespace([&] {
      EXPECT_FALSE(Find({4100, Protocol::kTcp, "0.0.0.0", false}));
      const auto holder = FindHolder(*outer, {4100, Protocol::kTcp, "0.0.0.0", false});
      ASSERT_TRUE(holder);
      EXPECT_TRUE(*holder);
    });
  });
}

TEST(FindNetNamespace, FindsTheOneWithTheCookie) {
  InNewNamespace([] {
    const auto outer = OwnNetNamespaceCookie();
    ASSERT_TRUE(outer) << ToString(outer.error());
    const Inode outer_inode = CurrentNamespace();
    const ListeningChild stays("stays", 4100);
    InNewNamespace([&] {
      const auto inner = OwnNetNamespaceCookie();
      ASSERT_TRUE(inner);
      EXPECT_NE(*inner, *outer);
      const auto own = FindNetNamespace(*inner);
      ASSERT_TRUE(own && *own);
      EXPECT_EQ((*own)->inode, CurrentNamespace());
      const auto other = FindNetNamespace(*outer);
      ASSERT_TRUE(other && *other);
      EXPECT_EQ((*other)->inode, outer_inode);
      const auto none = FindNetNamespace(~0ULL);
      ASSERT_TRUE(none);
      EXPECT_FALSE(*none);
    });
  });
}

}  // namespace
}  // namespace portlaw::scan
