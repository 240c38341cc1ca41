// SPDX-License-Identifier: Apache-2.0
// The sinks of the settings, end to end: what is refused arrives, a reload changes them, and one whose receiver does
// not read keeps nothing waiting.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>

#include "tests/kernel/agent_support.h"

namespace portlaw::test {
namespace {

// A socket as the journal has one.
class Journal {
 public:
  explicit Journal(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  // What has come since the last time.
  std::string Take() {
    std::string text;
    std::array<char, 65536> buffer{};
    for (ssize_t got; (got = recv(fd_.get(), buffer.data(), buffer.size(), 0)) > 0;) {
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  io::UniqueFd fd_;
};

class AgentSinksTest : public AgentTest {
 protected:
  std::string Settings(const std::string& sinks) const { return "mode: enforce\nsinks:\n" + sinks; }
  std::string JournaldAt(const std::string& name) const {
    return "  - {type: journald, address: \"unix:" + PathOf(name) + "\"}\n";
  }
  // Whether a refusal of `port` comes to stand in what `journal` is sent.
  bool Arrives(Journal& journal, int port) {
    std::string text;
    return Eventually([&] {
      text += journal.Take();
      return text.find("PORTLAW_REASON=foreign\n") != std::string::npos &&
             text.find("PORTLAW_PORT=" + std::to_string(port) + "\n") != std::string::npos;
    });
  }
};

TEST_F(AgentSinksTest, ARefusalArrivesAndAReloadChangesWhere) {
  Journal one(PathOf("one"));
  Journal two(PathOf("two"));
  const std::string settings = Write("settings.yaml", Settings(JournaldAt("one")));
  StartAgent(Write("ports.md", TwoServiceRegistry()), {"--settings", settings});
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  EXPECT_TRUE(Arrives(one, 4200));

  Replace("settings.yaml", Settings(JournaldAt("two")));
  EXPECT_EQ(Reload().code, 0);
  EXPECT_EQ(BindAs("quarry-api", 4100), EPERM);
  EXPECT_TRUE(Arrives(two, 4100));
  EXPECT_EQ(one.Take(), "");
}

TEST_F(AgentSinksTest, AReceiverThatDoesNotReadKeepsNothingWaiting) {
  const io::UniqueFd stalled(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(stalled.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(stalled.get(), 1), 0);
  ASSERT_EQ(getsockname(stalled.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string name = "tcp://127.0.0.1:" + std::to_string(ntohs(address.sin_port));

  Journal journal(PathOf("one"));
  const std::string settings =
      Write("settings.yaml", Settings("  - {type: syslog, address: \"" + name + "\"}\n" + JournaldAt("one") +
                                      "  - {type: otlp, address: \"http://" + name.substr(6) + "/v1/logs\"}\n"));
  StartAgent(Write("ports.md", TwoServiceRegistry()), {"--settings", settings});
  EXPECT_EQ(BindAs("harbor-api", 4200), EPERM);
  EXPECT_EQ(BindAs("harbor-api", 4100), 0);
  EXPECT_EQ(Events(1)[0].at("port"), 4200);
  EXPECT_TRUE(Arrives(journal, 4200));
  std::vector<std::string> names;
  const nlohmann::json status = Status();
  for (const auto& sink : status.at("sinks")) names.push_back(sink.at("name"));
  EXPECT_THAT(names, testing::IsSupersetOf({"syslog " + name + " json", "journald unix:" + PathOf("one"),
                                            "otlp http://" + name.substr(6) + "/v1/logs"}));
  EXPECT_EQ(StopAgent(), 0);  // and it ends, too
}

}  // namespace
}  // namespace portlaw::test
