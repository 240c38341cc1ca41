// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/engines/container_path.h"

#include <gtest/gtest.h>

#include <string>

namespace portlaw::containers {
namespace {

const std::string kId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string kOther = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

struct PathCase {
  std::string path;
  std::string runtime;
};

class OwnCgroup : public testing::TestWithParam<PathCase> {};

TEST_P(OwnCgroup, IsTheContainers) {
  EXPECT_EQ(ContainerOfCgroup(GetParam().path), (NamedContainer{kId, GetParam().runtime})) << GetParam().path;
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
        PathCase{"/docker/" + kId, "docker"}, PathCase{"/my-parent/" + kId, ""},
        PathCase{"/system.slice/docker-" + kId + ".scope", "docker"},
        PathCase{"/machine.slice/libpod-" + kId + ".scope", "podman"},
        PathCase{"/libpod_parent/libpod-" + kId, "podman"},
        PathCase{"/system.slice/web.service/libpod-payload-" + kId, "podman"},
        PathCase{"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0a1b.slice/crio-" + kId + ".scope",
                 "cri-o"},
        PathCase{"/kubepods.slice/kubepods-pod0a1b.slice/cri-containerd-" + kId + ".scope", "containerd"},
        PathCase{"/system.slice/containerd.service/kubepods-pod0a1b.slice:cri-containerd:" + kId, "containerd"},
        PathCase{"/kubepods/besteffort/pod0a1b-22/" + kId, ""},
        PathCase{"/user.slice/user-1000.slice/user@1000.service/user.slice/nerdctl-" + kId + ".scope", "containerd"}));

TEST(ContainerPath, IsNoneForOthers) {
  for (const std::string& path :
       {std::string(), std::string("/"), std::string("/system.slice/sshd.service"),
        "/libpod_parent/libpod-conmon-" + kId, "/machine.slice/crio-conmon-" + kId + ".scope", "/libpod_parent/" + kId,
        "/docker/" + kId.substr(1), "/docker/" + kId + "0", "/docker/X" + kId.substr(1), std::string("/a/deadbeef1234"),
        "/docker-" + kId.substr(0, 20) + ".scope", std::string("/docker-.scope"), std::string(600, '/')}) {
    EXPECT_EQ(ContainerOfCgroup(path), std::nullopt) << path;
    EXPECT_FALSE(IsInContainer(path)) << path;
  }
}

TEST(ContainerPath, FindsContainersOfAPod) {
  EXPECT_EQ(ContainerOfCgroup("/libpod_parent/" + kOther + "/libpod-" + kId), (NamedContainer{kId, "podman"}));
}

TEST(ContainerPath, TakesShortIdsOnlyBehindAPrefix) {
  EXPECT_EQ(ContainerOfCgroup("/docker-deadbeef1234.scope"), (NamedContainer{"deadbeef1234", "docker"}));
  EXPECT_FALSE(IsContainerId("DEADBEEF1234"));
  EXPECT_FALSE(IsContainerId(""));
}

}  // namespace
}  // namespace portlaw::containers
