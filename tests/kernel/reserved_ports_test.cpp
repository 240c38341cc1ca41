// SPDX-License-Identifier: Apache-2.0
// The kernel chooses no port that the registry claims, and what others have reserved stays reserved.
#include "agent/kernel/reserved_ports.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <fstream>

#include "tests/kernel/support.h"

namespace portlaw::kernel::test {
namespace {

constexpr char kReserved[] = "/proc/sys/net/ipv4/ip_local_reserved_ports";
constexpr char kRange[] = "/proc/sys/net/ipv4/ip_local_port_range";

// The network namespace is the test's own.
std::string ReservedNow() {
  std::string text;
  std::getline(std::ifstream(kReserved), text);
  return text;
}
void Write(const char* file, const std::string& text) {
  std::ofstream out(file);
  out << text << "\n" << std::flush;
  ASSERT_TRUE(out.good()) << file;
}

class ReservedPortsTest : public KernelTest {
 protected:
  static std::shared_ptr<const CompiledPolicy> Policy(bool reserve) {
    Settings settings;
    settings.reserve_ephemeral = reserve;
    return Compile(TwoServices(), settings);
  }
};

TEST(PortSet, IsWrittenAsTheKernelWritesIt) {
  const PortSet ports = ParsePortSet("80,4100-4102\n65535");
  EXPECT_EQ(ports.count(), 5u);
  EXPECT_EQ(ToString(ports), "80,4100-4102,65535");
  EXPECT_EQ(ToString(ParsePortSet("")), "");
  EXPECT_EQ(ToString(ParsePortSet("x,7-5,70000,1-,3\n")), "3");
}

TEST_F(ReservedPortsTest, EntriesOfOthersSurviveAndUnloadRestores) {
  Start(Policy(true));
  Write(kReserved, "9000,4150-4160");
  ASSERT_TRUE(kernel().ReservePorts(*Policy(true)));
  EXPECT_EQ(ReservedNow(), "4100-4299,5000-5009,9000");
  Write(kReserved, "4100-4299,5000-5009,9000,9100");  // another tool adds one
  ASSERT_TRUE(kernel().ReservePorts(*Policy(false)));
  EXPECT_EQ(ReservedNow(), "4150-4160,9000,9100");
  ASSERT_TRUE(kernel().ReservePorts(*Policy(true)));
  CloseKernel();
  EXPECT_EQ(ReservedNow(), "4100-4299,5000-5009,9000,9100") << "the agent's end changes nothing";
  ASSERT_TRUE(*Kernel::Unload(pin_root()));
  EXPECT_EQ(ReservedNow(), "4150-4160,9000,9100");
  Write(kReserved, "");
}

// How many of `times` sockets got a port that is alpha's or beta's, by bind() to port 0 and by connect().
int CountClaimed(int times) {
  const io::UniqueFd server(::socket(AF_INET, SOCK_DGRAM, 0));
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(9999);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int claimed = 0;
  for (int i = 0; i < times; ++i) {
    const io::UniqueFd bound(::socket(AF_INET, SOCK_STREAM, 0));
    const io::UniqueFd connected(::socket(AF_INET, SOCK_DGRAM, 0));
    if (BindErrno(bound.get(), AnyAddress(AF_INET, 0)) != 0) return 254;
    if (::connect(connected.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) return 255;
    for (const Port port : {LocalPort(bound.get()), LocalPort(connected.get())})
      claimed += port >= 4100 && port <= 4299;
  }
  return std::min(claimed, 253);
}

TEST_F(ReservedPortsTest, TheKernelChoosesNoClaimedPort) {
  Start(Policy(true));
  Write(kRange, "4050 4500");
  EXPECT_GT(In(root(), [] { return CountClaimed(1000); }), 0) << "else the test proves nothing";
  ASSERT_TRUE(kernel().ReservePorts(*Policy(true)));
  EXPECT_EQ(In(root(), [] { return CountClaimed(50000); }), 0);
  ASSERT_TRUE(kernel().ReservePorts(*Policy(false)));
  Write(kRange, "32768 60999");
}

}  // namespace
}  // namespace portlaw::kernel::test
