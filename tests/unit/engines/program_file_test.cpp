// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/program_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "agent/containers/engines/engine_process.h"
#include "tests/unit/engines/fake_engine.h"

namespace portlaw::containers {
namespace {

TEST(ProgramFile, IsTheSameByEveryPath) {
  const auto self = ProgramFileOf("/proc/self/exe");
  ASSERT_TRUE(self);
  EXPECT_NE(self->inode, 0u);
  EXPECT_EQ(ProgramFileOf("/proc/thread-self/exe"), self);
  EXPECT_NE(ProgramFileOf("/bin/sh"), self);
  EXPECT_EQ(ProgramFileOf("/nonexistent"), std::nullopt);
}

TEST(PublishingPrograms, AreNoneForOthers) { EXPECT_TRUE(PublishingPrograms("containerd").empty()); }

TEST(Cgroup2Path, IsTheUnifiedLine) {
  EXPECT_EQ(Cgroup2PathOf("0::/a/b\n"), "/a/b");
  EXPECT_EQ(Cgroup2PathOf("4:memory:/docker/x\n1:name=systemd:/y\n0::/system.slice/a.service\n"),
            "/system.slice/a.service");
  for (const char* text : {"", "4:memory:/x\n", "0::\n", "0::/../outside\n", "10::/x\n", "0::relative"}) {
    EXPECT_EQ(Cgroup2PathOf(text), std::nullopt) << text;
  }
}

TEST(EngineProcess, KnowsItsParent) {
  EXPECT_GT(ParentOf(getpid()), 0);
  EXPECT_EQ(ParentOf(-1), 0);
  EXPECT_EQ(UserOfProcess(std::to_string(getpid())), getuid());
  EXPECT_EQ(UserOfProcess("0"), std::nullopt);
}

TEST(EngineProcess, OfAnEngineIsWhoHasItsSocketOpen) {
  std::string pattern = "/tmp/portlaw-listener-XXXXXX";
  const std::string directory = mkdtemp(pattern.data());
  const std::string path = directory + "/engine.sock";
  EXPECT_EQ(FindListener(path, getuid()), 0);
  {
    const FakeEngine engine(path);
    EXPECT_EQ(FindListener(path, getuid()), getpid());
    EXPECT_EQ(FindListener(path, getuid() + 1), 0) << "another user's process is not it";
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace portlaw::containers
