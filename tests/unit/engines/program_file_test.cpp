// SPDX-License-Identifier: Apache-2.0
#include "agent/containers/publish/program_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "agent/containers/engines/engine_process.h"

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
  EXPECT_EQ(FindProcess("no-such-program-of-anybody"), 0);
}

}  // namespace
}  // namespace portlaw::containers
