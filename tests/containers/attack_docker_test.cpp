// SPDX-License-Identifier: Apache-2.0
// What an ordinary user may try beside a Docker of root's: to be its containers, or to be Docker.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <memory>

#include "tests/containers/attacker.h"
#include "tests/containers/engines.h"

namespace portlaw::testing {
namespace {

namespace fs = std::filesystem;

class DockerAttackTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = Missing({"dockerd", "docker", "docker-proxy", "runc", "busybox"});
    if (!missing.empty()) GTEST_SKIP() << missing;
    cgroup_ = ThisSandbox().cgroup_root + "/attacker";
    fs::create_directories(cgroup_);
    for (const std::string& path : {cgroup_, cgroup_ + "/cgroup.procs"}) {
      ASSERT_EQ(chown(path.c_str(), kAttacker, kAttacker), 0) << path;
    }
    docker_ = std::make_unique<Docker>();
    agent_ = std::make_unique<Agent>(kRegistry, std::vector<std::string>{docker_->socket()});
  }
  void TearDown() override {
    if (HasFailure() && agent_ != nullptr) std::cerr << "---- agent\n" << agent_->Log() << agent_->AuditText();
  }

  // The attacker's bind of `port` as docker-proxy does it, for two seconds.
  void Proxy(int port) {
    const std::string command = "timeout 2 docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port " +
                                std::to_string(port) + " -container-ip 127.0.0.1 -container-port 80 3>/dev/null";
    AsAttacker(cgroup_, [&] { return system(command.c_str()); });
  }
  nlohmann::json EventAt(int port) {
    return agent_->Event([=](const nlohmann::json& event) { return event.value("port", 0) == port; });
  }

  std::string cgroup_;
  std::unique_ptr<Docker> docker_;
  std::unique_ptr<Agent> agent_;
};

TEST_F(DockerAttackTest, AnImagesLabelNamesNobody) {
  const std::string import = R"(import --change "LABEL portlaw.container=lantern-api" )";
  ASSERT_EQ(docker_->Command(import + ImageTar() + " evil:1").status, 0);
  const Outcome outcome = docker_->Command("run --rm --network host --name stranger evil:1 nc -l -p 4200");
  EXPECT_NE(outcome.output.find("not permitted"), std::string::npos) << outcome.output;
  EXPECT_FALSE(agent_->Event(Is("deny", "stranger", 4200)).is_null());
}

TEST_F(DockerAttackTest, AnotherUsersProxyLendsNoPortOfAContainer) {
  ASSERT_EQ(docker_->Create("-p 4200:80 --name lantern-api", "sleep 1000").status, 0);
  for (const int port : {4200, 4100}) {
    Proxy(port);
    const auto event = EventAt(port);
    ASSERT_FALSE(event.is_null()) << "he bound " << port << " in silence, as a container that does not run";
    EXPECT_TRUE(event["container"].is_null()) << event;
    EXPECT_EQ(event["process"]["uid"], kAttacker);
  }
}

TEST_F(DockerAttackTest, ACgroupNamedAfterAContainerIsNotThatContainer) {
  const std::string id = docker_->Run("-d --network host --name lantern-api", "sleep 1000").output;
  ASSERT_TRUE(Eventually([&] { return agent_->NameOf(id) == "lantern-api"; })) << id;
  for (const std::string& name : {id, "docker-" + id + ".scope"}) {
    const std::string stolen = cgroup_ + "/" + name;
    ASSERT_EQ(AsAttacker(cgroup_, [&] { return mkdir(stolen.c_str(), 0755); }), 0);
    EXPECT_EQ(AsAttacker(cgroup_, [&] { return BindFrom(stolen, 4200); }), EPERM) << "lantern-api's port";
    const auto event = agent_->Event([&](const nlohmann::json& event) {
      return event.value("port", 0) == 4200 && event["cgroup"] == ThisSandbox().cgroup + "/attacker/" + name;
    });
    ASSERT_FALSE(event.is_null()) << agent_->AuditText();
    EXPECT_EQ(event["process"]["uid"], kAttacker);
    EXPECT_EQ(event["service"], nullptr);
    rmdir(stolen.c_str());
  }
  EXPECT_EQ(BindFrom(docker_->CgroupOf(id), 4200), 0) << "the container lost its own";
  EXPECT_EQ(BindFrom(docker_->CgroupOf(id), 4100), EPERM);
}

// He was there before, and is called as the daemon is.
TEST_F(DockerAttackTest, AProcessThatIsCalledDockerdIsNotDocker) {
  const std::string program = ThisSandbox().directory + "/home/dockerd";
  fs::create_directories(fs::path(program).parent_path());
  fs::copy_file("/bin/sleep", program, fs::copy_options::overwrite_existing);
  agent_->Unload();
  docker_->Stop();
  Daemon impostor({"setpriv", "--reuid", std::to_string(kAttacker), "--regid", std::to_string(kAttacker),
                   "--clear-groups", program, "60"},
                  "/attacker", ThisSandbox().directory + "/impostor.log");
  docker_->Start();
  agent_->Start();
  const Outcome outcome = docker_->Run("-d -p 4200:80 --name harbor-web", "sleep 1000");
  EXPECT_NE(outcome.status, 0) << "Docker's own proxies were not taken for Docker's";
  EXPECT_FALSE(agent_->Event(Is("deny", "harbor-web", 4200)).is_null()) << agent_->AuditText();
  Proxy(4201);
  const auto event = EventAt(4201);
  ASSERT_FALSE(event.is_null());
  EXPECT_TRUE(event["container"].is_null()) << "a process of the host: " << event;
}

}  // namespace
}  // namespace portlaw::testing
