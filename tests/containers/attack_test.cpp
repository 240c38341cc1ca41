// SPDX-License-Identifier: Apache-2.0
// What an ordinary user may try: nothing of it may get him another's port, or the agent out of step. Run with
// PORTLAW_ATTACKED=PROGRAM to see which of them another build of portlaw lets pass.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "tests/containers/attacker.h"
#include "tests/containers/engines.h"
#include "tests/unit/engines/fake_engine.h"

namespace portlaw::testing {
namespace {

namespace fs = std::filesystem;

const std::string kId(64, 'a');

std::string Container(const std::string& id, const std::string& name, const std::string& more = "") {
  return R"({"Id":")" + id + R"(","Name":"/)" + name + R"(","Config":{"Image":"img:1"})" + more + "}";
}

class AttackTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = "/run/user/" + std::to_string(kAttacker);
    cgroup_ = ThisSandbox().cgroup_root + "/attacker";
    fs::create_directories(home_ + "/podman");
    fs::create_directories(cgroup_);
    for (const std::string& path : {home_, home_ + "/podman", cgroup_, cgroup_ + "/cgroup.procs"}) {
      ASSERT_EQ(chown(path.c_str(), kAttacker, kAttacker), 0) << path;
    }
  }

  void TearDown() override {
    if (HasFailure() && agent_ != nullptr) std::cerr << "---- agent\n" << agent_->Log();
    engine_ = nullptr;
    agent_ = nullptr;
    fs::remove_all(home_);
  }

  void StartAgent() { agent_ = std::make_unique<Agent>(kRegistry, std::vector<std::string>{}, "", true); }

  // The attacker's own engine, at the default place of his.
  containers::FakeEngine& Engine() {
    if (engine_ == nullptr) {
      EXPECT_EQ(seteuid(kAttacker), 0);
      engine_ = std::make_unique<containers::FakeEngine>(home_ + "/podman/podman.sock");
      EXPECT_EQ(seteuid(0), 0);
    }
    return *engine_;
  }

  // What the attacker's bind of `port` from `cgroup` gives; the event of it, if there is one.
  int Bind(const std::string& cgroup, int port) {
    return AsAttacker(cgroup_, [&] { return BindFrom(cgroup, port); });
  }
  nlohmann::json EventAt(int port) {
    return agent_->Event([=](const nlohmann::json& event) { return event.value("port", 0) == port; });
  }

  std::string home_;
  std::string cgroup_;
  std::unique_ptr<Agent> agent_;
  std::unique_ptr<containers::FakeEngine> engine_;
};

TEST_F(AttackTest, ACgroupNamedAfterARootsContainerIsNotThatContainer) {
  const std::string bundle = "/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + kId;
  fs::create_directories(bundle);
  WriteFile(bundle + "/config.json", R"({"annotations":{"io.kubernetes.cri.sandbox-name":"lantern-api",
      "io.kubernetes.cri.container-name":"lantern-api"}})");
  StartAgent();
  const std::string stolen = cgroup_ + "/cri-containerd-" + kId + ".scope";
  ASSERT_EQ(AsAttacker(cgroup_, [&] { return mkdir(stolen.c_str(), 0755); }), 0);
  EXPECT_EQ(Bind(stolen, 4200), EPERM) << "lantern-api's port";
  const auto event = EventAt(4200);
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["reason"], "foreign");
  EXPECT_EQ(event["process"]["uid"], kAttacker);
  rmdir(stolen.c_str());
  fs::remove_all("/run/containerd/io.containerd.runtime.v2.task/k8s.io");
}

TEST_F(AttackTest, AUsersEngineLendsNoPort) {
  const std::string missing = Missing({"docker-proxy", "podman"});
  if (!missing.empty()) GTEST_SKIP() << missing;
  Engine().Set(kId,
               Container(kId, "lantern-api", R"(,"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"4200"}]}})"));
  StartAgent();
  const std::string proxy =
      "timeout 5 docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 4200 -container-ip "
      "127.0.0.1 -container-port 80 3>/dev/null";
  AsAttacker(cgroup_, [&] { return system(proxy.c_str()); });
  const auto event = EventAt(4200);
  ASSERT_FALSE(event.is_null()) << "it bound lantern-api's port in silence";
  EXPECT_TRUE(event["container"].is_null()) << "a process of the host: " << event;
  EXPECT_EQ(event["process"]["uid"], kAttacker);
  EXPECT_EQ(Engine().Asked("/"), 0) << "he was believed";
}

TEST_F(AttackTest, AFifoInAUsersDirectoryStopsNobody) {
  const std::string storage = home_ + "/storage/overlay-containers";
  fs::create_directories(storage);
  ASSERT_EQ(mkfifo((storage + "/containers.json").c_str(), 0666), 0);
  const int writer = open((storage + "/containers.json").c_str(), O_RDWR | O_CLOEXEC);  // so that a reader waits
  const std::string info = R"({"DockerRootDir":")" + home_ + R"(/storage","Driver":"overlay"})";
  const auto ok = [](const std::string& head, const std::string& body) {
    return "HTTP/1.1 200 OK\r\n" + head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  Engine().Answer("/_ping", ok("Server: Libpod/4.3.1 (linux)\r\n", "OK"));
  Engine().Answer("/info", ok("", info));
  StartAgent();
  Eventually([&] { return Engine().Asked("/info") > 0 || Engine().Asked("/") == 0; });
  fs::create_directory(storage + "/" + kId);
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const Outcome status = Shell("timeout 5 " + Attacked() + " status --socket " + agent_->socket());
  EXPECT_EQ(status.status, 0) << "the agent hangs: " << status.output;
  close(writer);
}

TEST_F(AttackTest, AFloodOfPublishedPortsKeepsNoAgentFromStarting) {
  for (int i = 0; i < 70; ++i) {
    std::string id = kId;
    id.replace(0, 2, std::to_string(10 + i));
    std::string ports;
    for (int port = 0; port < 960; ++port) {
      ports +=
          (ports.empty() ? "" : ",") + (R"({"HostPort":")" + std::to_string(1 + (i * 937 + port * 67) % 65535) + "\"}");
    }
    Engine().Set(id, Container(id, "flood-" + std::to_string(i),
                               R"(,"HostConfig":{"PortBindings":{"80/tcp":[)" + ports + "]}}"));
  }
  StartAgent();
  EXPECT_FALSE(agent_->Status().is_null()) << "the agent does not start";
  EXPECT_EQ(BindFrom(ThisSandbox().cgroup_root + "/agent", 4299), 0);
}

TEST_F(AttackTest, ALabelTooLongCostsItsOwnerHisNameAndNobodyElseAnything) {
  const std::string bundle = "/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + kId;
  fs::create_directories(bundle);
  WriteFile(bundle + "/config.json",
            R"({"annotations":{"nerdctl/name":"x","portlaw.container":")" + std::string(200, 'x') + "\"}}");
  const std::string cgroup = ThisSandbox().cgroup_root + "/cri-containerd-" + kId + ".scope";
  fs::create_directory(cgroup);
  StartAgent();
  EXPECT_FALSE(agent_->Status().is_null()) << "the agent does not start";
  fs::remove(cgroup);
  fs::remove_all("/run/containerd/io.containerd.runtime.v2.task/k8s.io");
}

// Its own cgroup is of a container of its own, whose process is the attacker's own.
TEST_F(AttackTest, WhoNamesHisOwnProcessIsAProcessOfTheHost) {
  Engine().Set(kId,
               Container(kId, "lantern-api", R"(,"State":{"Running":true,"Pid":)" + std::to_string(getpid()) + "}"));
  StartAgent();
  const std::string own = cgroup_ + "/libpod-" + kId + ".scope";
  ASSERT_EQ(AsAttacker(cgroup_, [&] { return mkdir(own.c_str(), 0755); }), 0);
  for (const std::string& cgroup : {cgroup_, own}) {
    Bind(cgroup, 4200);
    const auto event = agent_->Event([&](const nlohmann::json& event) {
      return event.value("port", 0) == 4200 &&
             std::string(event["cgroup"]).ends_with(fs::path(cgroup).filename().string());
    });
    ASSERT_FALSE(event.is_null()) << "it bound lantern-api's port in silence in " << cgroup;
    EXPECT_EQ(event["process"]["uid"], kAttacker);
    EXPECT_EQ(event["service"], nullptr) << event;
  }
  rmdir(own.c_str());
}

TEST_F(AttackTest, AFloodOfNamesLeavesRowsForRoots) {
  for (int i = 0; i < 17000; ++i) {
    std::string id = std::to_string(100000 + i);
    id += std::string(64 - id.size(), 'b');
    Engine().Set(id, Container(id, "flood-" + std::to_string(i)));
  }
  StartAgent();
  const auto status = agent_->Status();
  ASSERT_FALSE(status.is_null()) << "the agent does not start";
  const std::string run = Attacked() + " run --as harbor-web --socket " + agent_->socket() + " -- sh -c ";
  const Outcome own = Shell(run + "\"" + "echo named" + "\"");
  EXPECT_EQ(own.output, "named") << "no row is left for root's";
}

TEST_F(AttackTest, AUsersEngineFillsNoLog) {
  for (int i = 0; i < 50; ++i) {
    std::string id = std::to_string(1000 + i);
    id += std::string(64 - id.size(), 'c');
    std::string ports;
    for (int port = 0; port < 200; ++port) {
      ports += (port == 0 ? "" : ",") + (R"({"HostPort":")" + std::to_string(4100 + port % 200) + "\"}");
    }
    Engine().Set(id, Container(id, "lantern-api",
                               R"(,"State":{"Running":true,"Pid":)" + std::to_string(getpid()) +
                                   R"(},"NetworkSettings":{"Ports":{"80/tcp":[)" + ports + "]}}"));
  }
  StartAgent();
  Eventually([&] { return Engine().Asked("/containers/") > 0 || Engine().Asked("/") == 0; });
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_EQ(agent_->AuditText(), "") << "what a user's engine tells is nobody's word";
}

// "Nested" is whoever may make cgroups in a container: it does not lose what it is by a name.
TEST_F(AttackTest, ACgroupInAContainerThatIsNamedAsAContainerStaysThatContainer) {
  StartAgent();
  Daemon inside({Attacked(), "run", "--as", "harbor-web", "--socket", agent_->socket(), "--", "sleep", "30"},
                "/session", ThisSandbox().directory + "/run.log");
  std::string own;
  Eventually([&] {
    const auto status = agent_->Status();
    for (const auto& container : status.is_null() ? nlohmann::json::array() : status["containers"]) {
      if (container.value("name", "") == "harbor-web") own = container.value("cgroup", "");
    }
    return !own.empty();
  });
  ASSERT_FALSE(own.empty()) << agent_->Status();
  const std::string nested = "/sys/fs/cgroup" + own + "/" + kId;
  ASSERT_TRUE(fs::create_directory(nested));
  EXPECT_EQ(BindFrom(nested, 4101), 0) << "harbor-web's own port";
  EXPECT_EQ(BindFrom(nested, 4200), EPERM) << "lantern-api's port";
  EXPECT_FALSE(agent_->Event(Is("deny", "harbor-web", 4200)).is_null());
  fs::remove(nested);
}

TEST_F(AttackTest, RootInAUserNamespaceIsNoEngineOfRoots) {
  const std::string missing = Missing({"docker-proxy"});
  if (!missing.empty()) GTEST_SKIP() << missing;
  Engine();
  StartAgent();
  const std::string proxy =
      "unshare -r timeout 5 docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 4201 -container-ip "
      "127.0.0.1 -container-port 80 3>/dev/null";
  AsAttacker(cgroup_, [&] { return system(proxy.c_str()); });
  const auto event = EventAt(4201);
  ASSERT_FALSE(event.is_null());
  EXPECT_TRUE(event["container"].is_null()) << "a process of the host: " << event;
}

}  // namespace
}  // namespace portlaw::testing
