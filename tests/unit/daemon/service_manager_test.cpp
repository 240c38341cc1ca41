// SPDX-License-Identifier: Apache-2.0
// With a real socket in the place of systemd's.
#include "agent/daemon/service_manager.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "agent/io/unique_fd.h"
#include "tests/paths.h"

namespace portlaw::daemon {
namespace {

class ServiceManagerTest : public testing::Test {
 protected:
  ServiceManagerTest() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    // In the abstract namespace, as "@name".
    const std::string name = "@portlaw-test-" + std::to_string(getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name.data() + 1, name.size() - 1);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), length), 0);
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~ServiceManagerTest() override { unsetenv("NOTIFY_SOCKET"); }

  // The next message; empty where none waits.
  std::string Heard() {
    char message[4096];
    const ssize_t got = recv(socket_.get(), message, sizeof message, 0);
    return got < 0 ? "" : std::string(message, static_cast<std::size_t>(got));
  }

  io::UniqueFd socket_;
  ServiceManager manager_;
};

TEST_F(ServiceManagerTest, HearsWhatIsSaid) {
  manager_.Ready("enforce");
  EXPECT_EQ(Heard(), "READY=1\nSTATUS=enforce");
  manager_.Reloading();
  EXPECT_TRUE(Heard().starts_with("RELOADING=1\nMONOTONIC_USEC="));
  manager_.Stopping();
  EXPECT_EQ(Heard(), "STOPPING=1");
  manager_.Status("PORTS.md: cannot be read");
  EXPECT_EQ(Heard(), "STATUS=PORTS.md: cannot be read");
  manager_.Retry();
  EXPECT_EQ(Heard(), "");
}

TEST_F(ServiceManagerTest, OneThatDoesNotListenStopsNobodyAndIsToldAgain) {
  for (int i = 0; i < 10000; ++i) manager_.Alive();
  manager_.Ready("enforce");
  while (!Heard().empty()) {
  }
  manager_.Retry();
  EXPECT_EQ(Heard(), "READY=1\nSTATUS=enforce");
  manager_.Retry();
  EXPECT_EQ(Heard(), "");
}

// The exit status of `portlaw agent` with `arguments`, which does not come as far as the kernel.
int ExitOfAgent(const std::string& arguments) {
  const std::string command = PortlawBinary() + " agent " + arguments + " > /dev/null 2>&1";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// The unit's RestartPreventExitStatus.
TEST_F(ServiceManagerTest, HearsOfABrokenRegistryWhichIsNoReasonToTryAgain) {
  EXPECT_EQ(ExitOfAgent("--registry /nowhere/PORTS.md"), EX_CONFIG);
  EXPECT_EQ(Heard(), "STATUS=/nowhere/PORTS.md: cannot be read: No such file or directory; check the path");
  unsetenv("NOTIFY_SOCKET");
  EXPECT_EQ(ExitOfAgent("--registry /nowhere/PORTS.md"), 2);
}

TEST_F(ServiceManagerTest, HearsOfWhatMayPass) {
  const std::string registry = SourcePath("tests/data/registries/orchard.md");
  EXPECT_EQ(ExitOfAgent("--registry " + registry + " --audit-log /nowhere/audit.jsonl"), 2);
  EXPECT_TRUE(Heard().starts_with("STATUS=/nowhere/audit.jsonl: "));
}

TEST_F(ServiceManagerTest, NobodyThereIsFine) {
  EXPECT_TRUE(ServiceManager::IsThere());
  unsetenv("NOTIFY_SOCKET");
  EXPECT_FALSE(ServiceManager::IsThere());
  manager_.Ready("enforce");
  setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
  manager_.Ready("enforce");
}

}  // namespace
}  // namespace portlaw::daemon
