// SPDX-License-Identifier: Apache-2.0
// Real sockets in network namespaces of the test's own, found again by sock_diag.
#include "tests/kernel/scan_sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <string>
#include <vector>

#include "agent/io/unique_fd.h"
#include "agent/scan/holder.h"
#include "agent/scan/listening_sockets.h"
#include "agent/scan/net_namespace.h"
#include "tests/kernel/sandbox.h"
#include "tests/kernel/scan_holders.h"

namespace portlaw::scan {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<ListeningSocket> Of(const SocketListing& listing, Inode netns) {
  std::vector<ListeningSocket> sockets;
  std::copy_if(listing.sockets.begin(), listing.sockets.end(), std::back_inserter(sockets),
               [&](const ListeningSocket& socket) { return socket.netns == netns; });
  return sockets;
}

std::string Describe(const ListeningSocket& listening) {
  const InetSocket& socket = listening.socket;
  return std::string(ToString(socket.protocol)) + " " + AddressText(socket) + " " + std::to_string(socket.port);
}

std::vector<std::string> Describe(const std::vector<ListeningSocket>& sockets) {
  std::vector<std::string> texts;
  for (const ListeningSocket& socket : sockets) texts.push_back(Describe(socket));
  return texts;
}

SocketListing List(const ListingLimits& limits = {}) {
  auto listing = ListListeningSockets(limits);
  EXPECT_TRUE(listing) << ToString(listing.error());
  return listing ? *std::move(listing) : SocketListing{};
}

TEST(ListListeningSockets, FindsEveryFamilyAndProtocol) {
  InNewNamespace([] {
    const auto v4 = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100);
    const auto loopback = Open(AF_INET, SOCK_STREAM, "127.0.0.1", 4101);
    const auto dual = Open(AF_INET6, SOCK_STREAM, "::", 4102);
    const auto v6 = Open(AF_INET6, SOCK_STREAM, "::", 4103, Bind::kListen, true);
    const auto udp4 = Open(AF_INET, SOCK_DGRAM, "0.0.0.0", 4104);
    const auto udp6 = Open(AF_INET6, SOCK_DGRAM, "::", 4105);
    EXPECT_THAT(Describe(Of(List(), CurrentNamespace())),
                ::testing::UnorderedElementsAre("tcp 0.0.0.0 4100", "tcp 127.0.0.1 4101", "tcp * 4102", "tcp :: 4103",
                                                "udp 0.0.0.0 4104", "udp * 4105"));
  });
}

TEST(ListListeningSockets, FindsSocketsThatAreBoundAndDoNotListenButNoClients) {
  InNewNamespace([] {
    const auto silent = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100, Bind::kBindOnly);
    const auto client = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 0, Bind::kBindOnly);
    const auto sockets = Of(List(), CurrentNamespace());
    ASSERT_THAT(sockets, SizeIs(KernelShowsBoundSockets() ? 1 : 0));
    for (const ListeningSocket& bound : sockets) {
      EXPECT_EQ(Describe(bound), "tcp 0.0.0.0 4100");
      EXPECT_EQ(HoldOf(bound.socket), Hold::kBound);
    }
  });
}

TEST(ListListeningSockets, TellsEachCgroupThatHasThePassedDescriptor) {
  InNewNamespace([] {
    const kernel::test::ScopedCgroup cgroup(kernel::test::SandboxCgroup());
    const PassedTo other(cgroup, Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100));
    const auto sockets = Of(List(), CurrentNamespace());
    ASSERT_THAT(sockets, SizeIs(1));
    ASSERT_THAT(sockets[0].owners, SizeIs(2)) << "the test itself and the one that it passed the socket to";
    EXPECT_EQ(sockets[0].owners[0].process->pid, ::getpid());
    EXPECT_EQ(sockets[0].owners[1].process->pid, other.pid());
    EXPECT_NE(sockets[0].owners[0].process->cgroup, sockets[0].owners[1].process->cgroup);
  });
}

TEST(ListListeningSockets, TellsPortsThatTheKernelChose) {
  InNewNamespace([] {
    const auto asked = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100);
    const auto given = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 0);
    const auto udp_asked = Open(AF_INET, SOCK_DGRAM, "0.0.0.0", 40000);
    const auto udp_given = Open(AF_INET6, SOCK_DGRAM, "::", 0);
    const auto sockets = Of(List(), CurrentNamespace());
    ASSERT_THAT(sockets, SizeIs(4));
    for (const ListeningSocket& socket : sockets) {
      EXPECT_EQ(socket.chosen, socket.socket.port != 4100 && socket.socket.port != 40000) << Describe(socket);
    }
  });
}

TEST(ListListeningSockets, LeavesOutUdpClientsButNotServersOfOnePeer) {
  InNewNamespace([] {
    ASSERT_EQ(std::system("ip link set lo up"), 0);
    const auto server = Open(AF_INET, SOCK_DGRAM, "127.0.0.1", 4100);
    const auto client = Open(AF_INET, SOCK_DGRAM, "127.0.0.1", 0);
    const auto peer = Open(AF_INET, SOCK_DGRAM, "127.0.0.1", 4101);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(4100);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (const auto* fd : {&client, &peer}) {
      ASSERT_EQ(::connect(fd->get(), reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
    }
    EXPECT_THAT(Describe(Of(List(), CurrentNamespace())),
                ::testing::UnorderedElementsAre("udp 127.0.0.1 4100", "udp 127.0.0.1 4101"));
  });
}

TEST(ListListeningSockets, TellsTheHostsNamespaceFromPrivateOnes) {
  InNewNamespace([] {
    const Inode outer = CurrentNamespace();
    const auto here = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100);
    InNewNamespace([&] {
      const Inode inner = CurrentNamespace();
      const auto there = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100);
      const SocketListing from_inside = List();
      ASSERT_THAT(Of(from_inside, inner), SizeIs(1));
      ASSERT_THAT(Of(from_inside, outer), SizeIs(1));
      EXPECT_EQ(Of(from_inside, inner)[0].scope, Scope::kHost);
      EXPECT_EQ(Of(from_inside, outer)[0].scope, Scope::kPrivate);
      EXPECT_EQ(from_inside.sockets.front().netns, inner) << "the host's come first";
    });
  });
}

TEST(ListListeningSockets, FindsANamespaceThatOnlyADescriptorHolds) {
  NetNamespace held;
  io::UniqueFd listener;
  InNewNamespace([&] {
    held = *OpenNetNamespace("/proc/thread-self/ns/net");
    listener = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100);
  });
  const auto sockets = Of(List(), held.inode);
  ASSERT_THAT(sockets, SizeIs(1));
  ASSERT_THAT(sockets[0].owners, SizeIs(1));
  EXPECT_EQ(sockets[0].owners[0].process->pid, ::getpid());
}

// Leaves a listening socket in a namespace that nothing but a bind mount in this process's own mount namespace keeps:
// writes the namespace's inode to `ready`, and stays.
[[noreturn]] void ListenInMountedNamespace(int ready) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto fail_if = [](bool failed) {
    if (failed) ::_exit(1);
  };
  const int before = ::open("/proc/self/ns/net", O_RDONLY);
  fail_if(::unshare(CLONE_NEWNS | CLONE_NEWNET) != 0);
  fail_if(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0);
  fail_if(::mount("none", "/mnt", "tmpfs", 0, nullptr) != 0);
  fail_if(::close(::open("/mnt/a place", O_CREAT | O_WRONLY, 0600)) != 0);
  fail_if(::mount("/proc/self/ns/net", "/mnt/a place", nullptr, MS_BIND, nullptr) != 0);
  struct stat status {};
  fail_if(::stat("/mnt/a place", &status) != 0);
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  fail_if(::listen(fd, 1) != 0);
  fail_if(::setns(before, CLONE_NEWNET) != 0);
  fail_if(::close(before) != 0);
  const Inode inode = status.st_ino;
  fail_if(::write(ready, &inode, sizeof(inode)) != sizeof(inode));
  for (;;) ::pause();
}

TEST(ListListeningSockets, FindsANamespaceThatOnlyABindMountHolds) {
  int ready[2];
  ASSERT_EQ(::pipe2(ready, O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) ListenInMountedNamespace(ready[1]);
  ::close(ready[1]);
  Inode netns = 0;
  EXPECT_EQ(::read(ready[0], &netns, sizeof(netns)), static_cast<ssize_t>(sizeof(netns))) << "the child failed";
  ::close(ready[0]);
  const auto sockets = Of(List(), netns);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ASSERT_THAT(sockets, SizeIs(1));
  EXPECT_TRUE(sockets[0].chosen) << "listening without bind";
  ASSERT_THAT(sockets[0].owners, SizeIs(1));
  EXPECT_EQ(sockets[0].owners[0].process->pid, child);
}

TEST(ListListeningSockets, NamesTheProcessThatMadeTheSocketAndCountsThoseThatInheritedIt) {
  InNewNamespace([] {
    const ListeningChild child("a) 1 2\n(odd", 4100);
    const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto sockets = Of(List(), CurrentNamespace());
    ASSERT_THAT(sockets, SizeIs(1));
    ASSERT_THAT(sockets[0].owners, SizeIs(1));
    const SocketOwner& owner = sockets[0].owners[0];
    EXPECT_EQ(owner.process->pid, child.pid());
    EXPECT_EQ(owner.process->comm, "a) 1 2\n(odd");
    EXPECT_EQ(owner.others, 1U);
    EXPECT_NE(sockets[0].socket.cgroup, 0U);
    EXPECT_FALSE(owner.process->cgroup.empty());
    EXPECT_LE(owner.process->started, before + std::chrono::seconds(1));
    EXPECT_GE(owner.process->started, before - std::chrono::hours(1));
  });
}

TEST(ListListeningSockets, FindsTenThousandSocketsAndStopsAtItsLimits) {
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  constexpr int kSockets = 10'000;
  ASSERT_GT(limit.rlim_cur, kSockets + 100U) << "raise the hard limit of open files for this test";
  InNewNamespace([&] {
    std::vector<io::UniqueFd> sockets;
    for (int i = 0; i < kSockets; ++i) {
      sockets.push_back(Open(AF_INET, SOCK_STREAM, "0.0.0.0", static_cast<Port>(10'000 + i)));
    }
    const SocketListing all = List();
    const auto mine = Of(all, CurrentNamespace());
    ASSERT_THAT(mine, SizeIs(kSockets));
    EXPECT_TRUE(std::all_of(mine.begin(), mine.end(), [](const ListeningSocket& socket) {
      return socket.owners.size() == 1 && socket.owners[0].process->pid == ::getpid();
    }));
    const SocketListing some = List({.sockets = 100});
    EXPECT_THAT(some.sockets, SizeIs(100));
    EXPECT_THAT(some.incomplete, ::testing::Not(IsEmpty()));
  });
}

std::vector<Hold> HoldsOn(Port port) {
  auto listing = ListSocketsOnPort(port, Protocol::kTcp);
  EXPECT_TRUE(listing) << ToString(listing.error());
  std::vector<Hold> holds;
  if (!listing) return holds;
  for (const ListeningSocket& socket : listing->sockets) holds.push_back(HoldOf(socket.socket));
  return holds;
}

TEST(ListSocketsOnPort, FindsEveryStateInItsOrder) {
  InNewNamespace([] {
    auto connection = ConnectionOn(4100);
    EXPECT_THAT(HoldsOn(4100), ::testing::ElementsAre(Hold::kListening, Hold::kConnected));
    connection.listener = {};
    EXPECT_THAT(HoldsOn(4100), ::testing::ElementsAre(Hold::kConnected));
    connection.accepted = {};
    connection.client = {};
    EXPECT_THAT(HoldsOn(4100), ::testing::ElementsAre(Hold::kClosing));
    EXPECT_THAT(HoldsOn(4101), IsEmpty());
  });
}

TEST(ListSocketsOnPort, KeepsWhatListensWhereThereAreMoreThanItMayTell) {
  InNewNamespace([] {
    const auto connection = ConnectionOn(4100);
    const auto listing = ListSocketsOnPort(4100, Protocol::kTcp, 1);
    ASSERT_TRUE(listing) << ToString(listing.error());
    ASSERT_THAT(listing->sockets, SizeIs(1));
    EXPECT_EQ(HoldOf(listing->sockets[0].socket), Hold::kListening);
    EXPECT_THAT(listing->incomplete, ::testing::Not(IsEmpty()));
  });
}

TEST(ListSocketsOnPort, FindsUdpServersAndTheirPeers) {
  InNewNamespace([] {
    const auto server = Open(AF_INET, SOCK_DGRAM, "0.0.0.0", 4100);
    const auto tcp = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100);
    const auto listing = ListSocketsOnPort(4100, Protocol::kUdp);
    ASSERT_TRUE(listing) << ToString(listing.error());
    ASSERT_THAT(Describe(listing->sockets), ::testing::ElementsAre("udp 0.0.0.0 4100"));
    EXPECT_EQ(HoldOf(listing->sockets[0].socket), Hold::kBound);
  });
}

}  // namespace
}  // namespace portlaw::scan
