// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include "tests/containers/engines.h"
#include "tests/containers/restarts.h"

namespace portlaw::testing {
namespace {

class DockerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = Missing({"dockerd", "docker", "runc", "busybox"});
    if (!missing.empty()) GTEST_SKIP() << missing;
    docker_ = std::make_unique<Docker>();
    agent_ = std::make_unique<Agent>(kRegistry, std::vector<std::string>{docker_->socket()});
  }

  void TearDown() override {
    if (!HasFailure()) return;
    if (agent_ != nullptr) std::cerr << "---- agent\n" << agent_->Log();
  }

  // A container that runs until it is removed; its id.
  std::string Background(const std::string& options) {
    const Outcome outcome = docker_->Run("-d " + options, "sleep 1000");
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    return outcome.output.substr(outcome.output.rfind('\n') + 1);
  }

  std::unique_ptr<Docker> docker_;
  std::unique_ptr<Agent> agent_;
};

TEST_F(DockerTest, HoldsContainersInTheHostsNamespaceToTheirPorts) {
  EXPECT_EQ(docker_->Run("--rm --network host --name harbor-web", ListenOn(4101)).output, "bound");
  const Outcome refused = docker_->Run("--rm --network host --name harbor-web", ListenOn(4200));
  EXPECT_NE(refused.output.find("Operation not permitted"), std::string::npos) << refused.output;
  const auto event = agent_->Event(Is("deny", "harbor-web", 4200));
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["reason"], "foreign");
  EXPECT_EQ(event["service"], "Harbor");
  EXPECT_EQ(event["owner"], "lantern-api");
  EXPECT_EQ(event["netns"], "host");
  EXPECT_EQ(event["container"]["runtime"], "docker");
  EXPECT_EQ(event["container"]["id"].get<std::string>().size(), 64u);
  EXPECT_TRUE(agent_->Events([](const auto& other) { return other.value("port", 0) == 4101; }).empty());
}

TEST_F(DockerTest, LeavesAPrivateNamespaceAlone) {
  EXPECT_EQ(docker_->Run("--rm --name harbor-web", ListenOn(4200)).output, "bound");
  EXPECT_NE(docker_->Run("--rm --network host --name harbor-web", ListenOn(4200)).output, "bound");
  ASSERT_FALSE(agent_->Event(Is("deny", "harbor-web", 4200)).is_null());
  EXPECT_EQ(agent_->Events([](const auto& event) { return event.value("port", 0) == 4200; }).size(), 1u)
      << "the one on the host";
}

TEST_F(DockerTest, FindsNamesOfComposeSwarmAndNomadAndLabels) {
  const std::string labels =
      "--label com.docker.compose.project=shop --label com.docker.compose.service=harbor-web --name shop-harbor-web-1";
  for (const std::string& options : {labels, std::string("--name shop_harbor-web_2"),
                                     std::string("--name other --label portlaw.container=harbor-web"),
                                     std::string("--name orchard_harbor-web.1.s0mkd1vv6cf9kxqjyh3s8tzl2"),
                                     std::string("--name harbor-web-0c2d5a8b-3a1f-11ee-be56-0242ac120002")}) {
    EXPECT_EQ(docker_->Run("--rm --network host " + options, ListenOn(4101)).output, "bound") << options;
    EXPECT_NE(docker_->Run("--rm --network host " + options, ListenOn(4200)).output, "bound") << options;
  }
  EXPECT_EQ(agent_->Event(Is("deny", "other", 4200))["service"], "Harbor");
}

// Docker checks names; labels are anybody's text.
TEST_F(DockerTest, HostileLabelsNameNobodyAndHarmNothing) {
  for (const std::string& label :
       {std::string(R"($(printf "\nharbor-web"))"), std::string(R"($(printf "\033[2Jharbor-web"))"),
        std::string(R"($(head -c 65536 /dev/zero | tr "\0" x))"), std::string("{n}")}) {
    const Outcome outcome = docker_->Run("--rm --network host --label com.docker.compose.project=\"" + label +
                                             "\" --label com.docker.compose.service=\"" + label +
                                             "\" --label portlaw.container=\"" + label + "\"",
                                         ListenOn(4101));
    EXPECT_NE(outcome.output.find("Operation not permitted"), std::string::npos) << label << "\n" << outcome.output;
  }
  const auto denied = [](const auto& event) { return event.value("port", 0) == 4101 && event["reason"] == "foreign"; };
  ASSERT_TRUE(Eventually([&] { return agent_->Events(denied).size() == 4; })) << agent_->Events(denied).size();
  EXPECT_EQ(agent_->Log().find('\033'), std::string::npos);
  EXPECT_EQ(agent_->AuditText().find('\033'), std::string::npos);
  EXPECT_LT(agent_->AuditText().size(), 64u * 1024);
  EXPECT_EQ(docker_->Run("--rm --network host --name harbor-web", ListenOn(4101)).output, "bound");
}

TEST_F(DockerTest, RefusesAnUnregisteredContainerAForeignPort) {
  EXPECT_NE(docker_->Run("--rm --network host --name stranger", ListenOn(4101)).output, "bound");
  EXPECT_FALSE(agent_->Event(Is("deny", "stranger", 4101)).is_null());
  EXPECT_EQ(docker_->Run("--rm --network host --name stranger", ListenOn(9990)).output, "bound");
  EXPECT_EQ(agent_->Event(Is("warn", "stranger", 9990))["reason"], "unallocated");
}

TEST_F(DockerTest, PublishesAPortThatIsTheContainers) {
  const Outcome outcome = docker_->Run("-d -p 4101:80 --name harbor-web", "sleep 1000");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_TRUE(agent_->Events([](const auto& event) { return event.value("port", 0) == 4101; }).empty());
}

TEST_F(DockerTest, RefusesToPublishAForeignPort) {
  const Outcome outcome = docker_->Run("-d -p 4200:80 --name harbor-web", "sleep 1000");
  EXPECT_NE(outcome.status, 0);
  EXPECT_NE(outcome.output.find("4200"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("operation not permitted"), std::string::npos) << outcome.output;
  const auto event = agent_->Event(Is("deny", "harbor-web", 4200));
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["service"], "Harbor");
  EXPECT_EQ(event["owner"], "lantern-api");
  EXPECT_EQ(event["process"]["comm"], "docker-proxy");
}

TEST_F(DockerTest, FindsAPortThatIsPublishedByDnatAlone) {
  agent_->Unload();
  Background("-p 4200:80 --name harbor-web");
  docker_->KillProxies();
  agent_->Start();
  const auto event = agent_->Event(Is("would-deny", "harbor-web", 4200));
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["reason"], "foreign");
  EXPECT_EQ(event["owner"], "lantern-api");
  const std::string message = event["message"];
  EXPECT_NE(message.find("detected, not prevented"), std::string::npos) << message;
  EXPECT_EQ(event["hook"], "engine");
  EXPECT_EQ(event["process"]["uid"], 0);
  EXPECT_NE(message.find("image portlaw-test:1"), std::string::npos) << message;
  EXPECT_NE(message.find("next free port of Harbor is 4102"), std::string::npos) << message;
}

TEST_F(DockerTest, HoldsAPortThatTheEngineChoseToTheRegistryAfterwards) {
  const std::string id = Background("-p 80 --name stranger");
  const std::string ports = docker_->Command("port " + id).output;
  const int port = std::atoi(ports.substr(ports.rfind(':') + 1).c_str());
  ASSERT_GT(port, 0) << ports;
  // Nobody's, and let through; by name, since no other container was being started.
  const auto at_port = [&](const auto& event) { return event.value("port", 0) == port; };
  ASSERT_FALSE(agent_->Event(at_port).is_null());
  for (const auto& event : agent_->Events(at_port)) {
    EXPECT_EQ(event["action"], "warn");
    EXPECT_EQ(event["container"]["name"], "stranger");
  }
}

// Whoever else wants the same ports, or is started at the same moment, gets no verdict of another.
TEST_F(DockerTest, GivesEachOfManyStartsItsOwnVerdict) {
  constexpr int kStarts = 10;
  std::string commands;
  for (int i = 0; i < kStarts; ++i) {
    const bool own = i % 2 == 0;
    const std::string port = std::to_string((own ? 4110 : 4210) + i);
    commands += "docker -H unix://" + docker_->socket() + " run -d --name harbor-" + std::to_string(i) + " -p " + port +
                ":80 -p 127.0.0.1:" + port + ":80/udp -p 80 portlaw-test:1 sleep 1000 >/dev/null & ";
  }
  Shell("export DOCKER_CONFIG=" + ThisSandbox().directory + "; " + commands + "wait");
  for (int i = 0; i < kStarts; ++i) {
    const bool own = i % 2 == 0;
    const int port = (own ? 4110 : 4210) + i;
    const std::string name = "harbor-" + std::to_string(i);
    EXPECT_TRUE(own || !agent_->Event(Is("deny", name, port)).is_null()) << name;
    for (const auto& event : agent_->Events([&](const auto& event) { return event.value("port", 0) == port; })) {
      EXPECT_EQ(event["container"]["name"], name) << event;
      EXPECT_FALSE(own) << event;
    }
  }
}

TEST_F(DockerTest, KnowsTheContainerOfEachPortOfARange) {
  EXPECT_EQ(docker_->Run("-d -p 4110-4119:7110-7119 -p 4110-4119:7110-7119/udp --name harbor-web", "sleep 1000").status,
            0);
  EXPECT_NE(docker_->Run("-d -p 4195-4204:7195-7204 --name harbor-api", "sleep 1000").status, 0);
  const auto of_ours = [](const auto& event) {
    return event.value("port", 0) >= 4110 && event.value("port", 0) < 4300;
  };
  ASSERT_FALSE(agent_->Event(of_ours).is_null());
  for (const auto& event : agent_->Events(of_ours)) {
    EXPECT_EQ(event["container"]["name"], "harbor-api") << event;
    EXPECT_GE(event["port"], 4200) << event;
  }
}

TEST_F(DockerTest, AContainerThatIsMadeAnewAgainAndAgainKeepsItsPort) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(docker_->Run("--rm -p [::1]:4101:80 -p 127.0.0.1:4101:80 --name harbor-web", "true").status, 0) << i;
  }
  EXPECT_TRUE(agent_->Events([](const auto& event) { return event.value("port", 0) == 4101; }).empty())
      << agent_->AuditText();
}

TEST_F(DockerTest, HoldsNestedCgroupsToTheirContainer) {
  const std::string id = Background("--name harbor-web --network host");
  ASSERT_TRUE(Eventually([&] { return agent_->NameOf(id) == "harbor-web"; }));
  // A name that another container's cgroup would have does not help.
  const std::string nested = docker_->CgroupOf(id) + "/docker/" + std::string(64, 'a');
  std::filesystem::create_directories(nested);
  EXPECT_EQ(BindFrom(nested, 4101), 0);
  EXPECT_EQ(BindFrom(nested, 4200), EPERM);
  EXPECT_FALSE(agent_->Event(Is("deny", "harbor-web", 4200)).is_null());
}

TEST_F(DockerTest, KnowsContainersAgainAfterTheAgentsDeath) {
  const std::string before = Background("--name harbor-web --network host");
  ASSERT_TRUE(Eventually([&] { return agent_->NameOf(before) == "harbor-web"; }));
  agent_->Kill();
  EXPECT_EQ(BindFrom(docker_->CgroupOf(before), 4101), 0);
  EXPECT_EQ(BindFrom(docker_->CgroupOf(before), 4200), EPERM);
  const std::string meanwhile = Background("--name lantern-api --network host");
  agent_->Start();
  EXPECT_FALSE(agent_->Event(Is("deny", "harbor-web", 4200)).is_null()) << "the event made while no agent ran";
  EXPECT_EQ(agent_->NameOf(before), "harbor-web");
  ASSERT_TRUE(Eventually([&] { return agent_->NameOf(meanwhile) == "lantern-api"; }));
  EXPECT_EQ(BindFrom(docker_->CgroupOf(meanwhile), 4200), 0);
  EXPECT_EQ(BindFrom(docker_->CgroupOf(meanwhile), 4101), EPERM);
}

TEST_F(DockerTest, KnowsContainersWhileTheEngineIsGoneAndAfter) {
  const std::string id = Background("--name harbor-web --network host");
  ASSERT_TRUE(Eventually([&] { return agent_->NameOf(id) == "harbor-web"; }));
  docker_->Stop();
  EXPECT_EQ(BindFrom(docker_->CgroupOf(id), 4101), 0);
  EXPECT_EQ(BindFrom(docker_->CgroupOf(id), 4200), EPERM);
  docker_->Start();
  const std::string later = Background("--name lantern-api --network host");
  ASSERT_TRUE(Eventually([&] { return agent_->NameOf(later) == "lantern-api"; }));
  EXPECT_EQ(agent_->NameOf(id), "harbor-web");
}

TEST_F(DockerTest, KnowsContainersAfterTheDeathOfBoth) {
  const std::string id = Background("--name harbor-web --network host");
  ASSERT_TRUE(Eventually([&] { return agent_->NameOf(id) == "harbor-web"; }));
  docker_->Stop();
  agent_->Kill();
  agent_->Start();
  EXPECT_EQ(BindFrom(docker_->CgroupOf(id), 4101), 0);
  EXPECT_EQ(BindFrom(docker_->CgroupOf(id), 4200), EPERM);
  docker_->Start();
  ASSERT_TRUE(Eventually([&] { return agent_->NameOf(id) == "harbor-web"; }));
  EXPECT_EQ(BindFrom(docker_->CgroupOf(id), 4200), EPERM);
}

// ---- while no agent runs ---------------------------------------------------------------

TEST_F(DockerTest, AKnownContainerIsItselfWhileNoAgentRuns) {
  ExpectThatKnownContainersAreThemselves(*docker_, *agent_, Background("--name harbor-web --network host"));
  docker_->Command("rm --force harbor-api");
  EXPECT_TRUE(Eventually([&] { return BirthsOf(*agent_) == 3; })) << agent_->Status();
}

TEST_F(DockerTest, AContainerThatIsMadeWhileNoAgentRunsFollowsTheSetting) {
  agent_->Kill();
  std::this_thread::sleep_for(std::chrono::seconds(4));  // until the agent's last sign of life is old
  EXPECT_EQ(docker_->Run("--rm --network host --name harbor-api", ListenOn(4200)).output, "bound");
  agent_->Start();
  const auto event = agent_->Event([](const auto& other) { return other.value("port", 0) == 4200; });
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["action"], "would-deny");
  EXPECT_EQ(event["reason"], "pending");
}

TEST_F(DockerTest, ForgetsContainersThatAreGone) {
  const auto subjects = [&] { return agent_->Status()["subjects"].value("cgroups", 0); };
  const int before = subjects();
  for (int i = 0; i < 5; ++i) docker_->Run("--rm --network host --name harbor-web", "true");
  EXPECT_TRUE(Eventually([&] { return subjects() <= before + 1; })) << subjects();  // their parent stays
}

// ---- before the first instruction -----------------------------------------------------

TEST_F(DockerTest, TheHookMakesAContainerKnownBeforeItStarts) {
  EXPECT_EQ(docker_->Run("--rm --runtime portlaw --network host --name harbor-web", ListenOn(4101)).output, "bound");
  EXPECT_NE(docker_->Run("--rm --runtime portlaw --network host --name harbor-web", ListenOn(4200)).output, "bound");
  EXPECT_EQ(agent_->Event(Is("deny", "harbor-web", 4200))["reason"], "foreign");
}

TEST_F(DockerTest, TheHookFailsTheStartWhereTheAgentIsDown) {
  agent_->Kill();
  const Outcome outcome = docker_->Run("--rm --runtime portlaw --network host --name harbor-web", "echo started");
  EXPECT_NE(outcome.status, 0);
  EXPECT_EQ(outcome.output.find("started"), std::string::npos) << outcome.output;
  const Outcome passed = docker_->Run("--rm --runtime portlaw-pass --network host --name harbor-api", "echo started");
  EXPECT_NE(passed.output.find("started"), std::string::npos) << passed.output;
}

}  // namespace
}  // namespace portlaw::testing
