// SPDX-License-Identifier: Apache-2.0
// What the other tests leave behind when they do not come to their end.
#include "tests/containers/sandbox.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "tests/containers/engines.h"

namespace portlaw::testing {
namespace {

namespace fs = std::filesystem;

// The sandbox directories of others than this process.
std::vector<std::string> OtherSandboxes() {
  std::vector<std::string> others;
  for (const auto& entry : fs::directory_iterator("/tmp")) {
    const std::string path = entry.path();
    if (path.starts_with("/tmp/portlaw-containers-") && path != ThisSandbox().directory) others.push_back(path);
  }
  return others;
}

TEST(SandboxTest, LeavesNothingWhenItIsKilledHalfWay) {
  const std::string missing = Missing({"dockerd", "docker", "runc", "busybox"});
  if (!missing.empty()) GTEST_SKIP() << missing;
  const auto before = OtherSandboxes();
  const pid_t other = fork();
  if (other == 0) {
    execl("/proc/self/exe", "containers_tests", "--gtest_filter=DockerTest.KnowsContainersWhileTheEngineIsGoneAndAfter",
          nullptr);
    _exit(127);
  }
  const std::string cgroup = "/sys/fs/cgroup/portlaw-containers-" + std::to_string(other);
  const auto has_container = [&] {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(cgroup + "/containers", none)) {
      if (entry.is_directory() && !ReadFile(entry.path() / "cgroup.procs").empty()) return true;
    }
    return false;
  };
  ASSERT_TRUE(Eventually(has_container)) << "no container was started in " << cgroup;
  std::vector<std::string> made = OtherSandboxes();
  std::erase_if(made, [&](const auto& path) { return std::find(before.begin(), before.end(), path) != before.end(); });
  EXPECT_FALSE(made.empty());
  EXPECT_FALSE(ReadFile(cgroup + "/dockerd/cgroup.procs").empty());
  kill(other, SIGKILL);
  waitpid(other, nullptr, 0);
  EXPECT_TRUE(Eventually([&] { return !fs::exists(cgroup); })) << "processes or cgroups are left";
  for (const std::string& path : made) {
    EXPECT_TRUE(Eventually([&] { return !fs::exists(path); })) << path << " is left";
  }
}

}  // namespace
}  // namespace portlaw::testing
