// SPDX-License-Identifier: Apache-2.0
// The ways around a bind hook, and the binds that are none of its business.
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <fstream>

#include "agent/kernel/probe.h"
#include "tests/kernel/io_uring_bind.h"
#include "tests/kernel/support.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

namespace portlaw::kernel::test {
namespace {

class TrapsTest : public KernelTest {
 protected:
  // All that a bind may do is on this one event.
  BindEvent OnlyEvent() {
    const auto events = Events();
    EXPECT_EQ(events.size(), 1u);
    return events.size() == 1 ? events[0] : BindEvent();
  }
};

sockaddr_in In4(std::uint32_t address, Port port, sa_family_t family = AF_INET) {
  sockaddr_in in = {};
  in.sin_family = family;
  in.sin_port = htons(port);
  in.sin_addr.s_addr = htonl(address);
  return in;
}

template <class Sockaddr>
int Bind(int fd, const Sockaddr& address) {
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ? 0 : errno;
}

TEST_F(TrapsTest, UnspecifiedFamilyIsTheSocketsFamily) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const auto bind = [](Port port) {
    return [port] {
      const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
      return Bind(fd.get(), In4(INADDR_ANY, port, AF_UNSPEC));
    };
  };
  EXPECT_EQ(In(alpha, bind(4100)), 0);
  EXPECT_EQ(In(alpha, bind(4200)), EPERM);
  EXPECT_FALSE(OnlyEvent().ipv6);
}

TEST_F(TrapsTest, MappedAndDualStackAddressesAreDecidedOnce) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const auto bind = [](const char* address, Port port) {
    return [=] {
      const io::UniqueFd fd(::socket(AF_INET6, SOCK_STREAM, 0));
      const int off = 0;
      ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
      sockaddr_in6 in6 = {};
      in6.sin6_family = AF_INET6;
      in6.sin6_port = htons(port);
      ::inet_pton(AF_INET6, address, &in6.sin6_addr);
      return Bind(fd.get(), in6);
    };
  };
  EXPECT_EQ(In(alpha, bind("::ffff:127.0.0.1", 4100)), 0);
  EXPECT_EQ(In(alpha, bind("::", 4100)), 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(In(alpha, bind("::ffff:127.0.0.1", 4200)), EPERM);
  EXPECT_EQ(OnlyEvent().address, "::ffff:127.0.0.1");
  EXPECT_EQ(In(alpha, bind("::", 4201)), EPERM);
  const BindEvent event = OnlyEvent();
  EXPECT_EQ(event.address, "::");
  EXPECT_TRUE(event.ipv6);
}

TEST_F(TrapsTest, MptcpIsTcp) {
  if (!io::UniqueFd(::socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP)).valid()) GTEST_SKIP() << "no MPTCP in this kernel";
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(In(alpha, [] { return TryBind(AF_INET, SOCK_STREAM, 4100, IPPROTO_MPTCP); }), 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(In(alpha, [] { return TryBind(AF_INET, SOCK_STREAM, 4200, IPPROTO_MPTCP); }), EPERM);
  EXPECT_EQ(OnlyEvent().protocol, Protocol::kTcp);
}

TEST_F(TrapsTest, AnMptcpListenerOnAChosenPortIsToldOnce) {
  if (!io::UniqueFd(::socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP)).valid()) GTEST_SKIP() << "no MPTCP in this kernel";
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(In(alpha,
               [] {
                 const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP));
                 return ::listen(fd.get(), 1) == 0 ? 0 : errno;
               }),
            0);
  EXPECT_EQ(OnlyEvent().reason, Reason::kDynamicListen);
}

TEST_F(TrapsTest, UdpLiteHasThePortsOfUdp) {
  if (!io::UniqueFd(::socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE)).valid())
    GTEST_SKIP() << "no UDP-Lite in this kernel";
  Registry registry = TwoServices();
  registry.assignments[1].protocol = Protocol::kUdp;
  registry.assignments[1].ports = {6000, 6000};
  Start(Compile(registry));
  const ScopedCgroup beta = Subject("beta", kBeta);
  EXPECT_EQ(In(beta, [] { return TryBind(AF_INET, SOCK_DGRAM, 6000, IPPROTO_UDPLITE); }), 0);
  EXPECT_EQ(In(beta, [] { return TryBind(AF_INET, SOCK_STREAM, 6000); }), EPERM);
  Events();
  EXPECT_EQ(In(beta, [] { return TryBind(AF_INET6, SOCK_DGRAM, 4100, IPPROTO_UDPLITE); }), EPERM);
  const BindEvent event = OnlyEvent();
  EXPECT_EQ(event.protocol, Protocol::kUdp);
  EXPECT_EQ(event.ip_protocol, IPPROTO_UDPLITE);
}

int ListenOn(int fd) { return ::listen(fd, 1) == 0 ? 0 : errno; }

TEST_F(TrapsTest, ListenWithoutBindIsTold) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  for (const int family : {AF_INET, AF_INET6}) {
    EXPECT_EQ(In(alpha, [=] { return ListenOn(io::UniqueFd(::socket(family, SOCK_STREAM, 0)).get()); }), 0);
    const BindEvent event = OnlyEvent();
    EXPECT_EQ(event.hook, Hook::kListen);
    EXPECT_EQ(event.action, Action::kWarn);
    EXPECT_EQ(event.reason, Reason::kDynamicListen);
    EXPECT_EQ(event.port, 0) << "the kernel chooses after the hook";
    EXPECT_EQ(event.ipv6, family == AF_INET6);
    EXPECT_EQ(event.address, family == AF_INET6 ? "::" : "0.0.0.0");
    EXPECT_EQ(event.scope, Scope::kHost);
    EXPECT_EQ(event.socket_cgroup, alpha.id());
    EXPECT_TRUE(event.chosen);
  }
}

TEST_F(TrapsTest, AListenerThatCannotBeRefusedIsNotSaidToBe) {
  if (CheckBpfLsm()) GTEST_SKIP() << "BPF LSM is active: it is refused";
  Settings settings;
  settings.verdicts.Set(SubjectKind::kRegistered, Reason::kDynamicListen, Action::kDeny);
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(In(alpha, [=] { return ListenOn(io::UniqueFd(::socket(AF_INET, SOCK_STREAM, 0)).get()); }), 0);
  EXPECT_EQ(OnlyEvent().action, Action::kWouldDeny);
}

TEST_F(TrapsTest, AListenerOnTheKernelsChoiceIsTold) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  SharedNumbers port(1);
  const auto listen = [&port](bool no_port) {
    return [&port, no_port] {
      const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
      const int on = no_port;
      ::setsockopt(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
      if (const int error = Bind(fd.get(), In4(INADDR_LOOPBACK, 0)); error != 0) return error;
      port[0] = LocalPort(fd.get());
      return ListenOn(fd.get());
    };
  };
  for (const bool no_port : {false, true}) {
    EXPECT_EQ(In(alpha, listen(no_port)), 0);
    const BindEvent event = OnlyEvent();
    EXPECT_EQ(event.reason, Reason::kDynamicListen);
    EXPECT_EQ(event.address, "127.0.0.1");
    EXPECT_EQ(event.port, port[0]);
    EXPECT_EQ(event.port == 0, no_port);
  }
  const auto counts = Decisions();
  ASSERT_EQ(counts.size(), 1u) << "one key whatever port was chosen";
  EXPECT_EQ(counts[0].decided, 2u);
  EXPECT_EQ(counts[0].port, 0);
}

TEST_F(TrapsTest, AListenerOnItsOwnPortIsNotTold) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(In(alpha,
               [] {
                 const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
                 const int error = BindErrno(fd.get(), AnyAddress(AF_INET, 4100));
                 return error != 0 ? error : ListenOn(fd.get());
               }),
            0);
  EXPECT_TRUE(Events().empty());
}

TEST_F(TrapsTest, ClientsAreNotTold) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  EXPECT_EQ(In(alpha,
               [] {
                 const io::UniqueFd server(::socket(AF_INET, SOCK_STREAM, 0));
                 BindErrno(server.get(), AnyAddress(AF_INET, 4100));
                 ListenOn(server.get());
                 const io::UniqueFd client(::socket(AF_INET, SOCK_STREAM, 0));
                 const sockaddr_in to = In4(INADDR_LOOPBACK, 4100);
                 const io::UniqueFd datagrams(::socket(AF_INET, SOCK_DGRAM, 0));
                 ::sendto(datagrams.get(), "x", 1, 0, reinterpret_cast<const sockaddr*>(&to), sizeof(to));
                 return ::connect(client.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0 ? 0 : errno;
               }),
            0);
  EXPECT_TRUE(Events().empty());
  EXPECT_TRUE(Decisions().empty());
}

// The namespace is the test's own.
void ChooseFrom(int first, int last) {
  std::ofstream range("/proc/sys/net/ipv4/ip_local_port_range");
  range << first << " " << last << std::flush;
  ASSERT_TRUE(range.good());
}

TEST_F(TrapsTest, ThePortThatTheKernelChoseIsDecided) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  for (const int family : {AF_INET, AF_INET6}) {
    for (const int type : {SOCK_STREAM, SOCK_DGRAM}) {
      ChooseFrom(4210, 4213);
      EXPECT_EQ(In(alpha, [=] { return TryBind(family, type, 0); }), 0) << "who binds had no say";
      const BindEvent event = OnlyEvent();
      EXPECT_EQ(event.hook, Hook::kPostBind);
      EXPECT_EQ(event.action, Action::kWarn);
      EXPECT_EQ(event.reason, Reason::kForeign);
      EXPECT_GE(event.port, 4210);
      EXPECT_LE(event.port, 4213);
      EXPECT_TRUE(event.chosen);
      EXPECT_EQ(event.ipv6, family == AF_INET6);
      EXPECT_EQ(event.socket_cgroup, alpha.id());
      ChooseFrom(4150, 4153);
      EXPECT_EQ(In(alpha, [=] { return TryBind(family, type, 0); }), 0) << "its own block";
      ChooseFrom(45000, 45003);
      EXPECT_EQ(In(alpha, [=] { return TryBind(family, type, 0); }), 0) << "nobody's";
      EXPECT_TRUE(Events().empty());
    }
  }
  EXPECT_EQ(In(alpha, [] { return TryBind(AF_INET, SOCK_STREAM, 45000); }), EPERM) << "nobody's, but asked for";
}

// By IP_LOCAL_PORT_RANGE: whoever steers the kernel's choice has asked.
TEST_F(TrapsTest, AChoiceThatTheSocketSteeredIsAskedFor) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const auto bind_from = [](std::uint32_t first, std::uint32_t last) {
    return [=] {
      const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
      const std::uint32_t range = last << 16 | first;
      if (::setsockopt(fd.get(), IPPROTO_IP, IP_LOCAL_PORT_RANGE, &range, sizeof(range)) != 0) return 255;
      return BindErrno(fd.get(), AnyAddress(AF_INET, 0));
    };
  };
  ChooseFrom(4100, 4299);  // outside of its namespace's range a socket's own does not count
  const int own = In(alpha, bind_from(4150, 4160));
  if (own == 255) GTEST_SKIP() << "no IP_LOCAL_PORT_RANGE in this kernel (6.3)";
  EXPECT_EQ(own, 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(In(alpha, bind_from(4210, 4213)), EPERM);
  const BindEvent event = OnlyEvent();
  EXPECT_EQ(event.hook, Hook::kPostBind);
  EXPECT_EQ(event.action, Action::kDeny);
  EXPECT_FALSE(event.chosen);
}

TEST_F(TrapsTest, AMarkForPortZeroDiesWithItsBind) {
  Settings settings;
  settings.mode = Mode::kAudit;
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const auto bind_after = [](bool no_port, std::uint32_t first_address, int first_error) {
    return [=] {
      const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
      const int on = no_port;
      ::setsockopt(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
      if (Bind(fd.get(), In4(first_address, 0)) != first_error) return 99;
      return BindErrno(fd.get(), AnyAddress(AF_INET, 4200));
    };
  };
  EXPECT_EQ(In(alpha, bind_after(false, 0xC0000201 /* 192.0.2.1 */, EADDRNOTAVAIL)), 0);
  EXPECT_EQ(OnlyEvent().hook, Hook::kBind);
  EXPECT_EQ(In(alpha, bind_after(true, INADDR_LOOPBACK, 0)), 0);
  EXPECT_EQ(OnlyEvent().hook, Hook::kBind);
}

// A process that takes a socket with it from one cgroup to another; what it binds then.
int BindWithSocketOf(const ScopedCgroup& binder, Port port) {
  const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
  std::ofstream(binder.path() + "/cgroup.procs") << "0" << std::flush;
  return BindErrno(fd.get(), AnyAddress(AF_INET, port));
}

TEST_F(TrapsTest, TheBindersCgroupDecidesNotTheSockets) {
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const ScopedCgroup beta = Subject("beta", kBeta);
  EXPECT_EQ(In(beta, [&] { return BindWithSocketOf(alpha, 4100); }), 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(In(beta, [&] { return BindWithSocketOf(alpha, 4200); }), EPERM);
  const BindEvent event = OnlyEvent();
  EXPECT_EQ(event.cgroup, alpha.id());
  EXPECT_EQ(event.owner, alpha.id());
  EXPECT_EQ(event.row, kAlpha);
  EXPECT_EQ(event.socket_cgroup, beta.id());
}

TEST_F(TrapsTest, SocketsThatOwnNoPortAreLeftAlone) {
  Settings settings;
  settings.pending = settings.pending_without_agent = PendingPolicy::kDeny;
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup pending = Subject("pending", kPendingRow);
  EXPECT_EQ(In(pending, [] { return TryBind(AF_INET, SOCK_STREAM, 4100); }), EPERM);
  Events();
  EXPECT_EQ(In(pending,
               [] {
                 sockaddr_un un = {AF_UNIX, {}};
                 std::strcpy(un.sun_path + 1, "portlaw-test");
                 return Bind(io::UniqueFd(::socket(AF_UNIX, SOCK_STREAM, 0)).get(), un);
               }),
            0);
  EXPECT_EQ(In(pending,
               [] {
                 sockaddr_nl nl = {};
                 nl.nl_family = AF_NETLINK;
                 return Bind(io::UniqueFd(::socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)).get(), nl);
               }),
            0);
  EXPECT_EQ(In(pending,
               [] {
                 sockaddr_ll ll = {};
                 ll.sll_family = AF_PACKET;
                 ll.sll_protocol = htons(ETH_P_ALL);
                 ll.sll_ifindex = 1;
                 return Bind(io::UniqueFd(::socket(AF_PACKET, SOCK_DGRAM, 0)).get(), ll);
               }),
            0);
  EXPECT_EQ(In(pending,
               [] {
                 return Bind(io::UniqueFd(::socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)).get(), In4(INADDR_LOOPBACK, 4200));
               }),
            0);
  EXPECT_TRUE(Events().empty());
}

TEST_F(TrapsTest, IoUringBindsAreBinds) {
  if (!CanBindByIoUring()) GTEST_SKIP() << "no bind by io_uring in this kernel (6.11)";
  Start(Compile(TwoServices()));
  const ScopedCgroup alpha = Subject("alpha", kAlpha);
  const auto bind = [](Port port) {
    return [port] {
      const io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
      return BindByIoUring(fd.get(), AnyAddress(AF_INET, port));
    };
  };
  EXPECT_EQ(In(alpha, bind(4100)), 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(In(alpha, bind(4200)), EPERM);
  EXPECT_EQ(OnlyEvent().cgroup, alpha.id());
}

TEST_F(TrapsTest, AnUnknownCgroupIsPending) {
  Settings settings;
  settings.pending = settings.pending_without_agent = PendingPolicy::kDeny;
  Start(Compile(TwoServices(), settings));
  const ScopedCgroup nobody = root().Nested("nobody");
  ASSERT_TRUE(kernel().RemoveSubject(nobody.id()));
  kernel().Beat();
  EXPECT_EQ(In(nobody, [] { return TryBind(AF_INET, SOCK_STREAM, 4100); }), EPERM);
  const BindEvent event = OnlyEvent();
  EXPECT_EQ(event.reason, Reason::kPending);
  EXPECT_EQ(event.row, kPendingRow);
  EXPECT_EQ(event.owner, 0u);
  EXPECT_EQ(event.cgroup, nobody.id());
  EXPECT_EQ(Fault("no-subject"), 1u);
}

TEST_F(TrapsTest, ARowThatNobodyFilledPassesAndIsAFault) {
  Start(Compile(TwoServices()));
  const ScopedCgroup lost = Subject("lost", 99);
  EXPECT_EQ(In(lost, [] { return TryBind(AF_INET, SOCK_STREAM, 4200); }), 0);
  EXPECT_TRUE(Events().empty());
  EXPECT_EQ(Fault("no-rule"), 2u) << "at bind and at post_bind";
}

}  // namespace
}  // namespace portlaw::kernel::test
