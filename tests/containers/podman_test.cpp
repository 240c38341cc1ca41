// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include "tests/containers/podman_fixture.h"
#include "tests/containers/restarts.h"

namespace portlaw::testing {
namespace {

TEST_F(PodmanTest, HoldsContainersInTheHostsNamespaceToTheirPorts) {
  EXPECT_EQ(podman_->Run("--rm --network host --name harbor-web", ListenOn(4101)).output, "bound");
  const Outcome refused = podman_->Run("--rm --network host --name harbor-web", ListenOn(4200));
  EXPECT_NE(refused.output.find("Operation not permitted"), std::string::npos) << refused.output;
  const auto event = agent_->Event(Is("deny", "harbor-web", 4200));
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["service"], "Harbor");
  EXPECT_EQ(event["container"]["runtime"], "podman");
}

TEST_F(PodmanTest, LeavesAPrivateNamespaceAlone) {
  EXPECT_EQ(podman_->Run("--rm --name harbor-web", ListenOn(4200)).output, "bound");
  EXPECT_NE(podman_->Run("--rm --network host --name harbor-web", ListenOn(4200)).output, "bound");
  ASSERT_FALSE(agent_->Event(Is("deny", "harbor-web", 4200)).is_null());
  EXPECT_EQ(agent_->Events([](const auto& event) { return event.value("port", 0) == 4200; }).size(), 1u)
      << "the one on the host";
}

TEST_F(PodmanTest, AKnownContainerIsItselfWhileNoAgentRuns) {
  ExpectThatKnownContainersAreThemselves(*podman_, *agent_, Background("--name harbor-web --network host"));
}

TEST_F(PodmanTest, PublishesWhatIsTheContainersAndNothingElse) {
  const Outcome allowed = podman_->Run("-d -p 4101:80 --name harbor-web", "sleep 1000");
  EXPECT_EQ(allowed.status, 0) << allowed.output;
  const Outcome refused = podman_->Run("-d -p 4200:80 --name harbor-api", "sleep 1000");
  EXPECT_NE(refused.status, 0);
  EXPECT_NE(refused.output.find("operation not permitted"), std::string::npos) << refused.output;
  const auto event = agent_->Event(Is("deny", "harbor-api", 4200));
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["service"], "Harbor");
  EXPECT_EQ(event["process"]["comm"], "podman");
}

// Podman reserves no port of SCTP: all there is is a rule of the packet filter.
TEST_F(PodmanTest, FindsAPortThatIsPublishedByDnatAlone) {
  const Outcome outcome = podman_->Run("-d -p 4200:80/sctp --name harbor-web", "sleep 1000");
  ASSERT_EQ(outcome.status, 0) << outcome.output;
  const auto event = agent_->Event(Is("would-deny", "harbor-web", 4200));
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["protocol"], "sctp");
  EXPECT_EQ(event["owner"], "lantern-api");
  const std::string message = event["message"];
  EXPECT_NE(message.find("detected, not prevented"), std::string::npos) << message;
}

TEST_F(PodmanTest, KnowsContainersAgainAfterTheDeathOfAgentAndEngine) {
  const std::string id = Background("--name harbor-web --network host");
  ASSERT_TRUE(Eventually([&] { return agent_->NameOf(id) == "harbor-web"; })) << agent_->Status();
  podman_->Stop();
  agent_->Kill();
  const std::string meanwhile = Background("--name lantern-api --network host");
  agent_->Start();
  EXPECT_EQ(BindFrom(podman_->CgroupOf(id), 4101), 0);
  EXPECT_EQ(BindFrom(podman_->CgroupOf(id), 4200), EPERM);
  podman_->Start();
  ASSERT_TRUE(Eventually([&] { return agent_->NameOf(meanwhile) == "lantern-api"; })) << agent_->Status();
  EXPECT_EQ(agent_->NameOf(id), "harbor-web");
  EXPECT_EQ(BindFrom(podman_->CgroupOf(meanwhile), 4200), 0);
  EXPECT_EQ(BindFrom(podman_->CgroupOf(meanwhile), 4101), EPERM);
  EXPECT_EQ(BindFrom(podman_->CgroupOf(id), 4200), EPERM);
}

// ---- before the first instruction -----------------------------------------------------

TEST_F(PodmanTest, TheHookMakesAContainerKnownBeforeItStarts) {
  const std::string hook = podman_->HooksDirectory();
  const std::string options = "--rm --network host --name harbor-web";
  EXPECT_EQ(podman_->Run(options, ListenOn(4101), "--hooks-dir " + hook).output, "bound");
  EXPECT_NE(podman_->Run(options, ListenOn(4200), "--hooks-dir " + hook).output, "bound");
  const auto event = agent_->Event(Is("deny", "harbor-web", 4200));
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["reason"], "foreign");
  agent_->Kill();
  const Outcome failed = podman_->Run(options, "echo started", "--hooks-dir " + hook);
  EXPECT_NE(failed.status, 0);
  EXPECT_EQ(failed.output.find("started"), std::string::npos) << failed.output;
}

}  // namespace
}  // namespace portlaw::testing
