// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/container_path.h"

#include <gtest/gtest.h>

#include <string>

namespace portlaw::containers {
namespace {

const std::string kPathId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string kOther = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

struct PathCase {
  std::string path;
  std::string runtime;
};

class OwnCgroup : public testing::TestWithParam<PathCase> {};

TEST_P(OwnCgroup, IsTheContainers) {
  EXPECT_EQ(ContainerOfCgroup(GetParam().path), (NamedContainer{kPathId, GetParam().runtime})) << GetParam().path;
  EXPECT_TRUE(IsInContainer(GetParam().path));
}

TEST_P(OwnCgroup, CoversWhatIsNestedInIt) {
  for (const std::string& nested : {std::string("/init"), "/docker/" + kOther, "/docker-" + kOther + ".scope"}) {
    EXPECT_EQ(ContainerOfCgroup(GetParam().path + nested), std::nullopt) << nested;
    EXPECT_TRUE(IsInContainer(GetParam().path + nested)) << nested;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Forms, OwnCgroup,
    testing::Values(
        PathCase{"/docker/" + kPathId, "docker"}, PathCase{"/my-parent/" + kPathId, ""},
        PathCase{"/system.slice/docker-" + kPathId + ".scope", "docker"},
        PathCase{"/machine.slice/libpod-" + kPathId + ".scope", "podman"},
        PathCase{"/libpod_parent/libpod-" + kPathId, "podman"},
        PathCase{"/system.slice/web.service/libpod-payload-" + kPathId, "podman"},
        PathCase{"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0a1b.slice/crio-" + kPathId + ".scope",
                 "cri-o"},
        PathCase{"/kubepods.slice/kubepods-pod0a1b.slice/cri-containerd-" + kPathId + ".scope", "containerd"},
        PathCase{"/system.slice/containerd.service/kubepods-pod0a1b.slice:cri-containerd:" + kPathId, "containerd"},
        PathCase{"/kubepods/besteffort/pod0a1b-22/" + kPathId, ""},
        PathCase{"/user.slice/user-1000.slice/user@1000.service/user.slice/nerdctl-" + kPathId + ".scope",
                 "containerd"}));

TEST(ContainerPath, IsNoneForOthers) {
  for (const std::string& path :
       {std::string(), std::string("/"), std::string("/system.slice/sshd.service"),
        "/libpod_parent/libpod-conmon-" + kPathId, "/machine.slice/crio-conmon-" + kPathId + ".scope",
        "/libpod_parent/" + kPathId, "/docker/" + kPathId.substr(1), "/docker/" + kPathId + "0",
        "/docker/X" + kPathId.substr(1), std::string("/a/deadbeef1234"), "/docker-" + kPathId.substr(0, 20) + ".scope",
        std::string("/docker-.scope"), std::string(600, '/')}) {
    EXPECT_EQ(ContainerOfCgroup(path), std::nullopt) << path;
    EXPECT_FALSE(IsInContainer(path)) << path;
  }
}

TEST(ContainerPath, FindsContainersOfAPod) {
  EXPECT_EQ(ContainerOfCgroup("/libpod_parent/" + kOther + "/libpod-" + kPathId), (NamedContainer{kPathId, "podman"}));
}

TEST(ContainerPath, TakesShortIdsOnlyBehindAPrefix) {
  EXPECT_EQ(ContainerOfCgroup("/docker-deadbeef1234.scope"), (NamedContainer{"deadbeef1234", "docker"}));
  EXPECT_FALSE(IsContainerId("DEADBEEF1234"));
  EXPECT_FALSE(IsContainerId(""));
}

}  // namespace
}  // namespace portlaw::containers
