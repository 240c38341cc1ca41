// SPDX-License-Identifier: Apache-2.0
// `portlaw why` as a user runs it, on real sockets in a network namespace of the test's own: there it is the host's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "tests/kernel/scan_command.h"
#include "tests/kernel/scan_holders.h"
#include "tests/kernel/scan_sockets.h"

namespace portlaw::scan {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class WhyOnSockets : public CommandTest {
 protected:
  WhyOnSockets() {
    Write("ports.md",
          "# Ports\n\n## Harbor (4100-4199)\n\n"
          "| Port | Service | Container |\n|------|---------|-----------|\n"
          "| 4100 | API | harbor-api |\n");
  }

  Outcome Why(const std::string& arguments) {
    return Portlaw("why", "--registry " + Path("ports.md") + " " + arguments);
  }

  json Holders(const std::string& port) {
    const Outcome outcome = Why(port + " --format json");
    const json why = json::parse(outcome.out, nullptr, false);
    EXPECT_TRUE(why.is_object()) << outcome.out << outcome.err;
    return why.is_object() ? why["holders"] : json::array();
  }

  std::vector<std::string> States(const std::string& port) {
    std::vector<std::string> states;
    for (const json& holder : Holders(port)) states.push_back(holder["state"]);
    return states;
  }
};

// Both listen on one port at once.
io::UniqueFd OpenReusing(Port port) {
  io::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  EXPECT_EQ(::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)), 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(::listen(fd.get(), 1), 0);
  return fd;
}

TEST_F(WhyOnSockets, NamesWhoListensAndExitsWithAFinding) {
  InNewNamespace([this] {
    const ListeningChild child("squatter", 4100);
    const Outcome outcome = Why("4100");
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("4100/tcp belongs to harbor-api (Harbor)"));
    EXPECT_THAT(outcome.out, HasSubstr("stop squatter (pid " + std::to_string(child.pid())));
    const json holders = Holders("4100");
    ASSERT_EQ(holders.size(), 1U) << holders;
    EXPECT_EQ(holders[0]["pid"], child.pid());
    EXPECT_EQ(holders[0]["comm"], "squatter");
    EXPECT_EQ(holders[0]["uid"], ::geteuid());
    EXPECT_EQ(holders[0]["state"], "listen");
    EXPECT_EQ(holders[0]["exe"], std::filesystem::read_symlink("/proc/self/exe").string());
    EXPECT_THAT(holders[0]["since"].get<std::string>(), ::testing::EndsWith("Z"));
    EXPECT_EQ(Why("4101").exit_code, 0) << "nobody has that one";
    EXPECT_THAT(Holders("4100/udp"), IsEmpty()) << "UDP has ports of its own";
  });
}

TEST_F(WhyOnSockets, NamesEachProcessOfAReusePortGroup) {
  InNewNamespace([this] {
    const kernel::test::ScopedCgroup cgroup(kernel::test::SandboxCgroup());
    int ready[2];
    ASSERT_EQ(::pipe2(ready, O_CLOEXEC), 0);
    const kernel::test::Child other(cgroup, [&ready] {
      const auto theirs = OpenReusing(4100);
      if (::write(ready[1], "x", 1) != 1) return 1;
      for (;;) ::pause();
    });
    ::close(ready[1]);
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1) << "the other process does not listen";
    ::close(ready[0]);
    const auto mine = OpenReusing(4100);
    std::vector<int> pids;
    for (const json& holder : Holders("4100")) pids.push_back(holder["pid"]);
    EXPECT_THAT(pids, UnorderedElementsAre(::getpid(), other.pid()));
  });
}

TEST_F(WhyOnSockets, NamesTheOneThatADescriptorWasPassedTo) {
  InNewNamespace([this] {
    const kernel::test::ScopedCgroup cgroup(kernel::test::SandboxCgroup());
    const PassedTo other(cgroup, Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100));
    std::vector<int> pids;
    for (const json& holder : Holders("4100")) pids.push_back(holder["pid"]);
    EXPECT_THAT(pids, UnorderedElementsAre(::getpid(), other.pid()));
  });
}

TEST_F(WhyOnSockets, TellsConnectionsAndThoseThatClose) {
  InNewNamespace([this] {
    auto connection = ConnectionOn(4100);
    EXPECT_THAT(States("4100"), ElementsAre("listen", "connection"));
    connection.listener = {};
    EXPECT_THAT(States("4100"), ElementsAre("connection"));
    connection.accepted = {};
    connection.client = {};
    const json closing = Holders("4100");
    ASSERT_EQ(closing.size(), 1U) << closing;
    EXPECT_EQ(closing[0]["state"], "time-wait");
    EXPECT_TRUE(closing[0]["pid"].is_null());
    const Outcome outcome = Why("4100");
    EXPECT_EQ(outcome.exit_code, 0) << "nobody has it any more";
    EXPECT_THAT(outcome.out, HasSubstr("up to a minute"));
  });
}

TEST_F(WhyOnSockets, TellsASocketThatIsBoundAndDoesNotListen) {
  InNewNamespace([this] {
    const auto bound = Open(AF_INET, SOCK_STREAM, "0.0.0.0", 4100, Bind::kBindOnly);
    EXPECT_EQ(States("4100").size(), KernelShowsBoundSockets() ? 1U : 0U);
    for (const std::string& state : States("4100")) EXPECT_EQ(state, "bound");
  });
}

}  // namespace
}  // namespace portlaw::scan
