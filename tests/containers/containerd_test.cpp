// SPDX-License-Identifier: Apache-2.0
// containerd without an engine above it, as a node of Kubernetes has it: who a container is stands in the annotations
// that the CRI plugin writes into its bundle.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "tests/containers/engines.h"

namespace portlaw::testing {
namespace {

// As the CRI plugin of containerd 1.6 writes them (pkg/cri/annotations).
using Annotations = std::map<std::string, std::string>;
Annotations Of(const std::string& pod, const std::string& container) {
  Annotations annotations = {{"container-type", container.empty() ? "sandbox" : "container"},
                             {"sandbox-id", std::string(64, 'e')},
                             {"sandbox-name", pod},
                             {"sandbox-namespace", "prod"},
                             {"sandbox-uid", "5a1d2c34-0000-4000-8000-000000000001"}};
  if (container.empty()) return annotations;
  annotations["container-name"] = container;
  annotations["image-name"] = "registry.example/harbor:3";
  return annotations;
}

class ContainerdTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = Missing({"containerd", "ctr", "runc", "busybox"});
    if (!missing.empty()) GTEST_SKIP() << missing;
    containerd_ = std::make_unique<Containerd>();
    agent_ = std::make_unique<Agent>(kRegistry, std::vector<std::string>{});
  }
  void TearDown() override {
    if (HasFailure() && agent_ != nullptr) std::cerr << "---- agent\n" << agent_->Log();
  }

  // A container in the host's network namespace; what its script says.
  std::string Run(const Annotations& annotations, const std::string& script) {
    std::string options;
    for (const auto& [key, value] : annotations) options += " --annotation io.kubernetes.cri." + key + "=" + value;
    return containerd_->Run(options, script).output;
  }

  std::unique_ptr<Containerd> containerd_;
  std::unique_ptr<Agent> agent_;
};

TEST_F(ContainerdTest, AContainerOfKubernetesIsFoundByItsNameAndItsWorkload) {
  const Annotations web = Of("harbor-7d9f8b6c5d-x2x4z", "web");
  EXPECT_EQ(Run(web, ListenOn(4101)), "bound");
  EXPECT_TRUE(agent_->Events([](const auto& event) { return event.value("port", 0) == 4101; }).empty())
      << "it is harbor-web: " << agent_->AuditText();
  EXPECT_NE(Run(web, ListenOn(4200)), "bound");
  const auto event = agent_->Event(Is("deny", "prod/harbor-7d9f8b6c5d-x2x4z/web", 4200));
  ASSERT_FALSE(event.is_null()) << agent_->AuditText();
  EXPECT_EQ(event["service"], "Harbor");
  EXPECT_EQ(event["owner"], "lantern-api");
  EXPECT_EQ(event["container"]["runtime"], "containerd");
  EXPECT_NE(event["message"].get<std::string>().find("image registry.example/harbor:3"), std::string::npos) << event;
}

TEST_F(ContainerdTest, AContainersOwnNameIsFoundWhateverItsPod) {
  EXPECT_EQ(Run(Of("monitoring-0", "lantern-api"), ListenOn(4200)), "bound");
  EXPECT_EQ(Run(Of("lantern-api-x2x4z", "main"), ListenOn(4200)), "bound");
  EXPECT_TRUE(agent_->Events([](const auto& event) { return event.value("port", 0) == 4200; }).empty())
      << agent_->AuditText();
  EXPECT_NE(Run(Of("monitoring-0", "exporter"), ListenOn(4200)), "bound");
  EXPECT_FALSE(agent_->Event(Is("deny", "prod/monitoring-0/exporter", 4200)).is_null());
}

TEST_F(ContainerdTest, ASandboxIsItsPod) {
  EXPECT_NE(Run(Of("harbor-0", ""), ListenOn(4200)), "bound");
  EXPECT_EQ(agent_->Event(Is("deny", "prod/harbor-0", 4200))["service"], "Harbor");
}

}  // namespace
}  // namespace portlaw::testing
