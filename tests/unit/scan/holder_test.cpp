// SPDX-License-Identifier: Apache-2.0
#include "agent/scan/holder.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

namespace portlaw::scan {
namespace {

InetSocket SocketAt(const std::string& address, bool ipv6_only = false) {
  InetSocket socket;
  socket.ipv6 = address.find(':') != std::string::npos;
  socket.ipv6_only = ipv6_only;
  EXPECT_EQ(::inet_pton(socket.ipv6 ? AF_INET6 : AF_INET, address.c_str(), socket.address.data()), 1);
  return socket;
}

bool Conflict(const InetSocket& held, const std::string& wanted, bool ipv6_only = false) {
  return AddressesConflict(held, {4100, Protocol::kTcp, wanted, ipv6_only});
}

TEST(AddressesConflict, KnowsWildcardsAndFamilies) {
  EXPECT_TRUE(Conflict(SocketAt("0.0.0.0"), "127.0.0.1"));
  EXPECT_TRUE(Conflict(SocketAt("127.0.0.1"), "0.0.0.0"));
  EXPECT_TRUE(Conflict(SocketAt("127.0.0.1"), "127.0.0.1"));
  EXPECT_FALSE(Conflict(SocketAt("127.0.0.1"), "127.0.0.2"));
  EXPECT_TRUE(Conflict(SocketAt("::1"), "::"));
  EXPECT_FALSE(Conflict(SocketAt("::1"), "::2"));
  EXPECT_FALSE(Conflict(SocketAt("::1"), "127.0.0.1"));
}

TEST(AddressesConflict, KnowsDualStackAndMappedAddresses) {
  EXPECT_TRUE(Conflict(SocketAt("::"), "0.0.0.0"));
  EXPECT_TRUE(Conflict(SocketAt("::"), "127.0.0.1"));
  EXPECT_FALSE(Conflict(SocketAt("::", true), "127.0.0.1"));
  EXPECT_TRUE(Conflict(SocketAt("127.0.0.1"), "::"));
  EXPECT_FALSE(Conflict(SocketAt("127.0.0.1"), "::", true));
  EXPECT_TRUE(Conflict(SocketAt("::ffff:127.0.0.1"), "127.0.0.1"));
  EXPECT_FALSE(Conflict(SocketAt("::ffff:127.0.0.1"), "::1"));
  EXPECT_TRUE(Conflict(SocketAt("127.0.0.1"), "")) << "no address asks for all";
  EXPECT_TRUE(Conflict(SocketAt("::1"), ""));
}

Holder Sample() {
  Holder holder;
  holder.hold = Hold::kListening;
  holder.port = 4100;
  holder.address = "0.0.0.0";
  holder.uid = 33;
  holder.process = Process{12, "nginx", "/x", std::chrono::sys_seconds(std::chrono::seconds(1777889472))};
  return holder;
}

TEST(HolderSentence, SaysWhoSinceWhenAndWhere) {
  EXPECT_EQ(Sentence(Sample(), "harbor-api"),
            "nginx (pid 12, uid 33, since 2026-05-04 10:11:12 UTC) of container harbor-api listens on "
            "0.0.0.0:4100/tcp");
}

TEST(HolderSentence, SaysWhatIsNotKnownAndEscapesNames) {
  Holder holder = Sample();
  holder.process->comm = "a\x1b\n";
  holder.address = "::1";
  holder.others = 3;
  holder.hold = Hold::kConnected;
  EXPECT_EQ(Sentence(holder, "b\r"),
            "a\\x1b\\n (pid 12 and 3 more, uid 33, since 2026-05-04 10:11:12 UTC) of container b\\r has a connection "
            "on [::1]:4100/tcp");
  holder.process.reset();
  holder.hold = Hold::kBound;
  EXPECT_EQ(Sentence(holder, ""), "a process that is not known holds [::1]:4100/tcp");
  holder.hold = Hold::kClosing;
  EXPECT_EQ(Sentence(holder, ""), "a connection that is closing (TIME_WAIT, up to a minute) holds [::1]:4100/tcp");
}

}  // namespace
}  // namespace portlaw::scan
