// SPDX-License-Identifier: Apache-2.0
// Pods: what binds their ports is a container that only holds the network. And what `portlaw check` says of a manifest
// is what happens when it is played.
#include "tests/containers/podman_fixture.h"
#include "tests/paths.h"

namespace portlaw::testing {
namespace {

class PodsTest : public PodmanTest {
 protected:
  // A pod of one container that publishes `port`.
  static std::string Manifest(const std::string& pod, const std::string& container, int port) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + pod + "}\nspec:\n  containers:\n    - name: " + container +
           "\n      image: localhost/" + kImage +
           "\n      command: [/bin/sleep, \"1000\"]\n      ports: [{containerPort: 80, hostPort: " +
           std::to_string(port) + "}]\n";
  }

  // What check says of the manifest.
  static Outcome Check(const std::string& manifest) {
    const std::string directory = ThisSandbox().directory;
    WriteFile(directory + "/pod.yaml", manifest);
    WriteFile(directory + "/ports.md", kRegistry);
    return Shell(PortlawBinary() + " check " + directory + "/ports.md " + directory + "/pod.yaml");
  }

  std::vector<nlohmann::json> EventsAt(int port) {
    return agent_->Events([=](const nlohmann::json& event) { return event.value("port", 0) == port; });
  }
};

TEST_F(PodsTest, AContainerIsFoundByItsPod) {
  ASSERT_EQ(podman_->CreatePod("--network host --name harbor").status, 0);
  EXPECT_EQ(podman_->Run("--rm --pod harbor --name web", ListenOn(4101)).output, "bound");
  EXPECT_TRUE(EventsAt(4101).empty()) << agent_->AuditText();
  const Outcome refused = podman_->Run("--rm --pod harbor --name web", ListenOn(4200));
  EXPECT_NE(refused.output.find("Operation not permitted"), std::string::npos) << refused.output;
  EXPECT_EQ(agent_->Event(Is("deny", "web", 4200))["service"], "Harbor");
}

TEST_F(PodsTest, TheInfraContainerBindsForWhatIsInThePod) {
  ASSERT_EQ(podman_->CreatePod("--name harbor -p 4101:80").status, 0);
  const Outcome allowed = podman_->Run("-d --pod harbor --name web", "sleep 1000");
  EXPECT_EQ(allowed.status, 0) << allowed.output;
  EXPECT_TRUE(EventsAt(4101).empty()) << "it is harbor-web's: " << agent_->AuditText();
}

TEST_F(PodsTest, AForeignPortOfAPodIsRefusedAndTheEventNamesThePod) {
  ASSERT_EQ(podman_->CreatePod("--name harbor -p 4200:80").status, 0);
  const Outcome refused = podman_->Run("-d --pod harbor --name web", "sleep 1000");
  EXPECT_NE(refused.status, 0);
  EXPECT_NE(refused.output.find("operation not permitted"), std::string::npos) << refused.output;
  const auto event = agent_->Event(Is("deny", "harbor", 4200));
  ASSERT_FALSE(event.is_null()) << agent_->AuditText();
  EXPECT_EQ(event["owner"], "lantern-api");
  EXPECT_EQ(event["service"], "Harbor");
}

TEST_F(PodsTest, CheckSaysOfAManifestWhatHappensWhenItIsPlayed) {
  const std::string own = Manifest("harbor", "web", 4101);
  EXPECT_EQ(Check(own).status, 0) << Check(own).output;
  const Outcome played = podman_->KubePlay(own, "harbor");
  EXPECT_EQ(played.status, 0) << played.output;
  EXPECT_TRUE(EventsAt(4101).empty()) << agent_->AuditText();

  const std::string sibling = Manifest("harbor-more", "tool", 4100);
  EXPECT_NE(Check(sibling).output.find("sibling"), std::string::npos) << Check(sibling).output;
  EXPECT_EQ(podman_->KubePlay(sibling, "harbor-more").status, 0);
  EXPECT_EQ(agent_->Event(Is("warn", "harbor-more", 4100))["reason"], "sibling");

  const std::string foreign = Manifest("stranger", "api", 4200);
  EXPECT_EQ(Check(foreign).status, 1);
  EXPECT_NE(podman_->KubePlay(foreign, "stranger").status, 0);
  EXPECT_EQ(agent_->Event(Is("deny", "stranger", 4200))["reason"], "foreign");
}

TEST_F(PodsTest, AQuadletsContainerIsFoundByItsUnit) {
  const std::string options =
      "--rm --network host --name systemd-harbor-web --label PODMAN_SYSTEMD_UNIT=harbor-web.service";
  EXPECT_EQ(podman_->Run(options, ListenOn(4101)).output, "bound");
  EXPECT_NE(podman_->Run(options, ListenOn(4200)).output, "bound");
  EXPECT_EQ(agent_->Event(Is("deny", "systemd-harbor-web", 4200))["service"], "Harbor");
}

}  // namespace
}  // namespace portlaw::testing
