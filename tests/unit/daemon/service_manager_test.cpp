// SPDX-License-Identifier: Apache-2.0
// With a real socket in the place of systemd's.
#include "agent/daemon/service_manager.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "agent/io/unique_fd.h"

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

TEST_F(ServiceManagerTest, NobodyThereIsFine) {
  unsetenv("NOTIFY_SOCKET");
  manager_.Ready("enforce");
  setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
  manager_.Ready("enforce");
}

}  // namespace
}  // namespace portlaw::daemon
