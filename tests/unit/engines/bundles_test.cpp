// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/bundles.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "agent/containers/engines/oci_bundle.h"
#include "agent/containers/engines/systemd_units.h"
#include "policy/naming/kubernetes.h"

namespace portlaw::containers {
namespace {

const std::string kId = std::string(64, 'c');

TEST(IdentityOfBundle, ReadsContainerdsAnnotations) {
  const auto known = IdentityOfBundle(R"({"annotations":{
      "io.kubernetes.cri.sandbox-name":"janua-7d9f8b6c5d-x2x4z", "io.kubernetes.cri.sandbox-namespace":"prod",
      "io.kubernetes.cri.container-name":"api", "io.kubernetes.cri.image-name":"janua:9"}})",
                                      kId, "containerd");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->identity.names.front(), "janua-api");
  EXPECT_EQ(known->details.name, "prod/janua-7d9f8b6c5d-x2x4z/api");
  EXPECT_EQ(known->details.image, "janua:9");
  EXPECT_EQ(known->details.runtime, "containerd");
  EXPECT_EQ(known->details.id, kId);
}

TEST(IdentityOfBundle, ReadsCrioAndLabels) {
  const auto known = IdentityOfBundle(R"({"annotations":{
      "io.kubernetes.pod.name":"janua-0", "io.kubernetes.pod.namespace":"prod",
      "io.kubernetes.container.name":"api", "portlaw.container":"janua-api"}})",
                                      kId, "cri-o");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->identity, (ContainerIdentity{"api", {"janua-api"}}));
}

TEST(IdentityOfBundle, IsNothingWithoutAnnotations) {
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string(R"({"annotations":[]})"),
        std::string(R"({"annotations":{"io.kubernetes.pod.name":7}})"), std::string("\xff")}) {
    EXPECT_FALSE(IdentityOfBundle(text, kId, "cri-o")) << text;
  }
}

TEST(NameInStorage, IsTheFirstName) {
  const std::string text = R"([{"id":"x","names":["no"]},{"id":")" + kId + R"(","names":["janua-api","second"]}])";
  EXPECT_EQ(NameInStorage(text, kId), "janua-api");
  EXPECT_EQ(NameInStorage(text, "y"), "");
  EXPECT_EQ(NameInStorage(R"([{"id":")" + kId + R"(","names":[]}])", kId), "");
  EXPECT_EQ(NameInStorage("{", kId), "");
}

class BundlesTest : public testing::Test {
 protected:
  BundlesTest() {
    std::string pattern = "/tmp/portlaw-bundles-XXXXXX";
    root_ = mkdtemp(pattern.data());
  }
  ~BundlesTest() override { std::filesystem::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(root_ + path).parent_path());
    std::ofstream(root_ + path) << text;
  }

  std::string root_;
};

TEST_F(BundlesTest, FindsAContainerOfContainerd) {
  Write("/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + kId + "/config.json",
        R"({"annotations":{"io.kubernetes.cri.sandbox-name":"janua","io.kubernetes.cri.container-name":"api"}})");
  Bundles bundles(root_);
  const Answer answer = bundles.Identify({7, 1, "/kubepods/burstable/pod01/" + kId});
  ASSERT_TRUE(std::holds_alternative<KnownContainer>(answer));
  EXPECT_EQ(std::get<KnownContainer>(answer).identity.names.front(), "janua-api");
}

TEST_F(BundlesTest, FindsAContainerOfPodmanByItsStorage) {
  Write("/var/lib/containers/storage/overlay-containers/containers.json",
        R"([{"id":")" + kId + R"(","names":["janua-api"]}])");
  Bundles bundles(root_);
  const Answer answer = bundles.Identify({7, 1, "/machine.slice/libpod-" + kId + ".scope"});
  ASSERT_TRUE(std::holds_alternative<KnownContainer>(answer));
  EXPECT_EQ(std::get<KnownContainer>(answer).identity.name, "janua-api");
  EXPECT_EQ(std::get<KnownContainer>(answer).details.runtime, "podman");
}

// What CRI-O 1.26 writes of a pod's sandbox and of a container in it: the pod's labels on the one, the kubelet's on
// both.
TEST_F(BundlesTest, FindsWhatCrioRuns) {
  const std::string sandbox(64, 'd');
  const std::string storage = "/var/lib/containers/storage/overlay-containers/";
  const std::string common =
      R"("io.container.manager":"cri-o","io.kubernetes.pod.name":"janua-7d9f8b6c5d-x2x4z","io.kubernetes.pod.namespace":"prod",
         "io.kubernetes.pod.uid":"5a1d2c34","io.kubernetes.cri-o.SandboxID":")" +
      sandbox + R"(","io.kubernetes.cri-o.TTY":"false",)";
  Write(storage + kId + "/userdata/config.json",
        R"({"ociVersion":"1.0.2","annotations":{)" + common +
            R"("io.kubernetes.container.name":"api","io.kubernetes.container.hash":"9f",
      "io.kubernetes.cri-o.ContainerType":"container","io.kubernetes.cri-o.ImageName":"registry.example/janua:9",
      "io.kubernetes.cri-o.Name":"k8s_api_janua-7d9f8b6c5d-x2x4z_prod_5a1d2c34_0",
      "io.kubernetes.cri-o.Labels":"{\"io.kubernetes.container.name\":\"api\"}"}})");
  Write(storage + sandbox + "/userdata/config.json", R"({"ociVersion":"1.0.2","annotations":{)" + common +
                                                         R"("io.kubernetes.container.name":"POD","app":"janua",
      "io.kubernetes.cri-o.ContainerType":"sandbox","io.kubernetes.cri-o.KubeName":"janua-7d9f8b6c5d-x2x4z",
      "io.kubernetes.cri-o.ContainerName":"k8s_POD_janua-7d9f8b6c5d-x2x4z_prod_5a1d2c34_0"}})");
  Write(storage + "containers.json",
        R"([{"id":")" + kId + R"(","names":["k8s_api_janua-7d9f8b6c5d-x2x4z_prod_5a1d2c34_0"]}])");
  Bundles bundles(root_);
  const std::string slice = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod5a1d2c34.slice/";
  const Answer api = bundles.Identify({7, 1, slice + "crio-" + kId + ".scope"});
  ASSERT_TRUE(std::holds_alternative<KnownContainer>(api));
  const KnownContainer& container = std::get<KnownContainer>(api);
  EXPECT_EQ(container.identity, IdentityOf({"api", LabelsOf({"janua-7d9f8b6c5d-x2x4z", "prod", "api", ""}), ""}));
  EXPECT_EQ(container.details,
            (ContainerDetails{kId, "prod/janua-7d9f8b6c5d-x2x4z/api", "cri-o", "registry.example/janua:9"}));
  const Answer pod = bundles.Identify({8, 1, slice + "crio-" + sandbox + ".scope"});
  ASSERT_TRUE(std::holds_alternative<KnownContainer>(pod));
  EXPECT_EQ(std::get<KnownContainer>(pod).identity.names.front(), "janua");
  EXPECT_TRUE(std::holds_alternative<NotMine>(bundles.Identify({9, 1, slice + "crio-conmon-" + kId + ".scope"})));
}

TEST_F(BundlesTest, TellsAContainerWithoutANameFromNoContainer) {
  Bundles bundles(root_);
  const Answer answer = bundles.Identify({7, 1, "/docker/" + kId});
  ASSERT_TRUE(std::holds_alternative<Nameless>(answer));
  EXPECT_EQ(std::get<Nameless>(answer).details.id, kId);
  EXPECT_TRUE(std::holds_alternative<NotMine>(bundles.Identify({8, 1, "/docker"})));
  EXPECT_TRUE(std::holds_alternative<NotMine>(bundles.Identify({9, 7, "/docker/" + kId + "/init"})));
}

TEST_F(BundlesTest, PassesOverABundleThatIsGarbage) {
  Write("/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + kId + "/config.json", "\x01{");
  Bundles bundles(root_);
  EXPECT_TRUE(std::holds_alternative<Nameless>(bundles.Identify({7, 1, "/docker/" + kId})));
}

TEST(UnitOfCgroup, IsAServiceOfTheSystem) {
  EXPECT_EQ(UnitOfCgroup("/system.slice/postgresql.service"), "postgresql");
  EXPECT_EQ(UnitOfCgroup("/system.slice/system-worker.slice/worker@3.service"), "worker-3");
  for (const char* path : {"", "/", "/postgresql.service", "/system.slice", "/system.slice/.service",
                           "/system.slice/a.service/b.service", "/docker/x/system.slice/a.service",
                           "/user.slice/user-0.slice/user@0.service", "/user.slice/user-1.slice/a.service"}) {
    EXPECT_EQ(UnitOfCgroup(path), std::nullopt) << path;
  }
}

}  // namespace
}  // namespace portlaw::containers
