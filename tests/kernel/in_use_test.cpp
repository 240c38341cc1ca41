// SPDX-License-Identifier: Apache-2.0
// EADDRINUSE: an event says who tried, where the settings ask for it, and nowhere else.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "tests/kernel/agent_support.h"
#include "tests/kernel/support.h"
#include "tests/paths.h"

namespace portlaw::kernel::test {
namespace {

// A socket of the test's own that holds TCP or UDP `port`.
class Holding {
 public:
  Holding(int family, int type, const char* address, std::uint16_t port, int option = 0)
      : fd_(::socket(family, type | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    if (option != 0) ::setsockopt(fd_.get(), SOL_SOCKET, option, &on, sizeof(on));
    Address where = AnyAddress(family, port);
    if (family == AF_INET) {
      ::inet_pton(family, address, &reinterpret_cast<sockaddr_in*>(&where.storage)->sin_addr);
    } else {
      ::inet_pton(family, address, &reinterpret_cast<sockaddr_in6*>(&where.storage)->sin6_addr);
    }
    EXPECT_EQ(BindErrno(fd_.get(), where), 0);
    if (type == SOCK_STREAM) {
      EXPECT_EQ(::listen(fd_.get(), 1), 0);
    }
  }

 private:
  io::UniqueFd fd_;
};

int BindWith(int family, int type, std::uint16_t port, int option) {
  const io::UniqueFd fd(::socket(family, type | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, option, &on, sizeof(on));
  return BindErrno(fd.get(), AnyAddress(family, port));
}

class InUseTest : public KernelTest {
 protected:
  void StartTelling() {
    KernelOptions options = Options();
    options.tell_port_in_use = true;
    Start(Compile(TwoServices()), options);
    for (const HookState& hook : kernel().Hooks())
      EXPECT_TRUE(hook.attached || hook.name.starts_with("lsm/")) << hook.name << ": " << hook.lost;
    alpha_.emplace(Subject("alpha", kAlpha));
  }
  // The cgroup goes before the test's does.
  void TearDown() override {
    alpha_.reset();
    KernelTest::TearDown();
  }

  int Bind(int family, int type, std::uint16_t port, int option = 0) {
    if (option != 0) return In(*alpha_, [=] { return BindWith(family, type, port, option); });
    return In(*alpha_, [=] { return TryBind(family, type, port); });
  }

  std::optional<ScopedCgroup> alpha_;
};

TEST_F(InUseTest, TellsWhoTriedAPortThatAnotherListensOn) {
  StartTelling();
  const Holding holder(AF_INET, SOCK_STREAM, "0.0.0.0", 4100);
  EXPECT_EQ(Bind(AF_INET, SOCK_STREAM, 4100), EADDRINUSE);
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].action, Action::kWarn);
  EXPECT_EQ(events[0].reason, Reason::kPortInUse);
  EXPECT_EQ(events[0].port, 4100);
  EXPECT_EQ(events[0].protocol, Protocol::kTcp);
  EXPECT_EQ(events[0].row, kAlpha);
  EXPECT_EQ(events[0].cgroup, alpha_->id());
  EXPECT_EQ(events[0].generation, 1u);
  EXPECT_EQ(Bind(AF_INET, SOCK_STREAM, 4101), 0) << "its own and free";
  EXPECT_TRUE(Events().empty());
}

TEST_F(InUseTest, FindsEveryPairOfAddressesThatConflict) {
  StartTelling();
  struct Case {
    int held_family;
    const char* held;
    int wanted_family;
  };
  std::uint16_t port = 4110;
  for (const int type : {SOCK_STREAM, SOCK_DGRAM}) {
    for (const Case& it :
         {Case{AF_INET, "0.0.0.0", AF_INET}, Case{AF_INET, "127.0.0.1", AF_INET}, Case{AF_INET6, "::", AF_INET6},
          Case{AF_INET6, "::1", AF_INET6}, Case{AF_INET6, "::", AF_INET}, Case{AF_INET, "0.0.0.0", AF_INET6},
          Case{AF_INET, "127.0.0.1", AF_INET6}}) {
      const Holding holder(it.held_family, type, it.held, ++port);
      EXPECT_EQ(Bind(it.wanted_family, type, port), EADDRINUSE) << it.held << " " << it.wanted_family;
      const auto events = Events();
      ASSERT_EQ(events.size(), 1u) << it.held << " " << it.wanted_family << " type " << type;
      EXPECT_EQ(events[0].reason, Reason::kPortInUse);
      EXPECT_EQ(events[0].ipv6, it.wanted_family == AF_INET6);
    }
  }
}

TEST_F(InUseTest, IsSilentWhereThePortCanBeShared) {
  StartTelling();
  {
    const Holding tcp(AF_INET, SOCK_STREAM, "0.0.0.0", 4150, SO_REUSEPORT);
    EXPECT_EQ(Bind(AF_INET, SOCK_STREAM, 4150, SO_REUSEPORT), 0);
    const Holding udp(AF_INET, SOCK_DGRAM, "0.0.0.0", 4151, SO_REUSEADDR);
    EXPECT_EQ(Bind(AF_INET, SOCK_DGRAM, 4151, SO_REUSEADDR), 0);
    EXPECT_EQ(Bind(AF_INET, SOCK_DGRAM, 4150), 0) << "the other protocol";
    EXPECT_TRUE(Events().empty());
    EXPECT_EQ(Bind(AF_INET, SOCK_STREAM, 4150, SO_REUSEADDR), EADDRINUSE) << "a listener shares no port so";
    EXPECT_EQ(Events().size(), 1u);
  }
  EXPECT_EQ(Bind(AF_INET, SOCK_STREAM, 4150), 0) << "free again";
  EXPECT_TRUE(Events().empty());
}

TEST_F(InUseTest, ABindThatIsRefusedHasOneEvent) {
  StartTelling();
  const Holding holder(AF_INET, SOCK_STREAM, "0.0.0.0", 4200);
  EXPECT_EQ(Bind(AF_INET, SOCK_STREAM, 4200), EPERM);
  const auto events = Events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].action, Action::kDeny);
  EXPECT_EQ(events[0].reason, Reason::kForeign);
}

TEST_F(InUseTest, IsCountedAndLimitedAsDecisionsAre) {
  StartTelling();
  const Holding holder(AF_INET, SOCK_STREAM, "0.0.0.0", 4100);
  constexpr int kTries = 500;
  EXPECT_EQ(In(*alpha_,
               [] {
                 for (int i = 0; i < kTries; ++i)
                   if (TryBind(AF_INET, SOCK_STREAM, 4100) != EADDRINUSE) return 1;
                 return 0;
               }),
            0);
  const std::size_t emitted = Events().size();
  EXPECT_LT(emitted, std::size_t{kTries});
  const auto decisions = Decisions();
  const auto count = std::find_if(decisions.begin(), decisions.end(),
                                  [](const DecisionCount& it) { return it.reason == Reason::kPortInUse; });
  ASSERT_NE(count, decisions.end());
  EXPECT_EQ(count->decided, std::uint64_t{kTries});
  EXPECT_EQ(count->emitted, emitted);
  EXPECT_EQ(count->decided, count->emitted + count->suppressed + count->dropped);
}

TEST_F(InUseTest, SaysNothingWithoutTheSettingAlsoAfterAnAgentThatHadIt) {
  StartTelling();
  CloseKernel();
  Start(Compile(TwoServices()), Options());
  const ScopedCgroup beta = Subject("beta", kBeta);
  const Holding holder(AF_INET, SOCK_STREAM, "0.0.0.0", 4200);
  EXPECT_EQ(In(beta, [] { return TryBind(AF_INET, SOCK_STREAM, 4200); }), EADDRINUSE);
  EXPECT_TRUE(Events().empty());
  for (const HookState& hook : kernel().Hooks()) EXPECT_EQ(hook.name.find("in-use"), std::string::npos);
}

}  // namespace
}  // namespace portlaw::kernel::test

namespace portlaw::test {
namespace {

class AgentInUseTest : public AgentTest {
 protected:
  // A container `name` that listens on TCP `port`.
  std::unique_ptr<Program> ListenerAs(const std::string& name, int port) const {
    const std::string script = "import socket, sys\ns = socket.create_server((\"127.0.0.1\", " + std::to_string(port) +
                               "))\nprint(\"ready\", flush=True)\nsys.stdin.read()";
    auto listener = std::make_unique<Program>(
        Arguments{PortlawBinary(), "run", "--as", name, "--socket", socket(), "--", "python3", "-c", script},
        PathOf("listener"));
    EXPECT_EQ(listener->ReadLine(), "ready\n") << listener->errors();
    return listener;
  }
};

TEST_F(AgentInUseTest, SaysWhoHoldsThePortAndWhoTried) {
  StartAgent(Write("ports.md", TwoServiceRegistry()), {"--settings", Write("settings.yaml", "port_in_use: warn\n")});
  const auto holder = ListenerAs("quarry-api", 4200);
  ASSERT_EQ(BindAs("quarry-api", 4200), EADDRINUSE);
  const auto events = Events(1);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0]["action"], "warn");
  EXPECT_EQ(events[0]["reason"], "port-in-use");
  EXPECT_EQ(events[0]["container"]["name"], "quarry-api");
  EXPECT_EQ(events[0]["port"], 4200);
  EXPECT_EQ(events[0]["owner"], "quarry-api");
  EXPECT_EQ(events[0]["holder"]["container"], "quarry-api");
  EXPECT_EQ(events[0]["holder"]["comm"], "python3");
  EXPECT_TRUE(events[0]["holder"]["since"].is_string());
  const std::string message = events[0]["message"];
  EXPECT_NE(message.find("tried TCP port 4200"), std::string::npos) << message;
  EXPECT_NE(message.find("of container quarry-api listens on"), std::string::npos) << message;
}

}  // namespace
}  // namespace portlaw::test
