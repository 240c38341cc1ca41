// SPDX-License-Identifier: Apache-2.0
// Texts of /proc, the hostile ones too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "agent/scan/net_namespace.h"
#include "agent/scan/proc_walk.h"
#include "agent/scan/process.h"

namespace portlaw::scan {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

TEST(ParseInodeLink, TakesItsOwnKindOnly) {
  EXPECT_EQ(ParseInodeLink("socket:[4026531840]", "socket"), Inode{4026531840});
  EXPECT_EQ(ParseInodeLink("net:[1]", "net"), Inode{1});
  for (const char* link : {"socket:[1]", "net:[]", "net:[1", "net:[1]x", "net:[-1]", "net:[1x]", "net:1]", "net", "",
                           "net:[99999999999999999999999]", "/tmp/net:[1]", "]"}) {
    EXPECT_EQ(ParseInodeLink(link, "net"), std::nullopt) << link;
  }
}

TEST(ParseStartTicks, IsNotFooledByTheProcessName) {
  const std::string rest = " S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345 999 1 18446744073709551615\n";
  EXPECT_EQ(ParseStartTicks("7 (nginx)" + rest), 12345U);
  EXPECT_EQ(ParseStartTicks("7 (a) S 1 1)" + rest), 12345U);
  EXPECT_EQ(ParseStartTicks("7 (() " + std::string(")") + rest), 12345U);
  for (const char* text : {"", "7 (nginx)", "7 (nginx) S 1 2 3", "no brackets at all"}) {
    EXPECT_EQ(ParseStartTicks(text), std::nullopt) << text;
  }
}

TEST(ParseEffectiveUid, TakesTheSecondNumberOfItsOwnLine) {
  EXPECT_EQ(ParseEffectiveUid("Name:\tnginx\nUmask:\t0022\nUid:\t33\t0\t33\t33\nGid:\t33\t33\t33\t33\n"), 0U);
  EXPECT_EQ(ParseEffectiveUid("Name:\tUid:\t1\t2\nUid:\t33\t34\t33\t33\n"), 34U);
  for (const char* text : {"", "Uid:\t1\t2", "Name:\tx\nUid:\t33", "Name:\tx\nUid:\t33\tx", "Name:\tx\nUid:\t1\t-1"}) {
    EXPECT_EQ(ParseEffectiveUid(text), std::nullopt) << text;
  }
}

TEST(ParseCgroup2Path, FindsTheUnifiedHierarchyAmongOthers) {
  EXPECT_EQ(ParseCgroup2Path("0::/system.slice/a.service\n"), "/system.slice/a.service");
  EXPECT_EQ(ParseCgroup2Path("3:cpu:/x\n0::/docker/0::y\n1:name=systemd:/z\n"), "/docker/0::y");
  EXPECT_EQ(ParseCgroup2Path("3:cpu:/0::/x\n"), "");
  EXPECT_EQ(ParseCgroup2Path(""), "");
}

TEST(ParseNamespaceMounts, FindsBindMountsOfNetworkNamespaces) {
  std::istringstream mountinfo(
      "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
      "30 22 0:4 net:[4026532177] /run/netns/blue rw shared:5 - nsfs nsfs rw\n"
      "31 22 0:4 mnt:[4026532178] /run/snapd/ns/x.mnt rw - nsfs nsfs rw\n"
      "32 22 0:4 net:[4026532179] /run/with\\040blank\\134 rw - nsfs nsfs rw\n"
      "not a line of mountinfo\n");
  EXPECT_THAT(ParseNamespaceMounts(mountinfo, 1 << 20), ElementsAre(NamespaceMount{4026532177, "/run/netns/blue"},
                                                                    NamespaceMount{4026532179, "/run/with blank\\"}));
}

TEST(ParseNamespaceMounts, StopsAtItsBound) {
  const std::string line = "30 22 0:4 net:[1] /run/netns/a rw - nsfs nsfs rw\n";
  std::istringstream mountinfo(line + line + line);
  EXPECT_EQ(ParseNamespaceMounts(mountinfo, line.size() + 1).size(), 2U);
}

// A directory that looks like /proc, for as long as the test runs.
class FakeProc : public ::testing::Test {
 protected:
  FakeProc() : root_(std::filesystem::temp_directory_path() / ("portlaw-proc-" + std::to_string(::getpid()))) {}
  ~FakeProc() override { std::filesystem::remove_all(root_); }

  void Link(const std::string& path, const std::string& target) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::filesystem::create_symlink(target, root_ / path);
  }

  std::filesystem::path root_;
};

TEST_F(FakeProc, IsWalkedTaskByTaskAndDescriptorByDescriptor) {
  Link("7/task/7/ns/net", "net:[100]");
  Link("7/task/8/ns/net", "net:[101]");
  Link("7/ns/mnt", "mnt:[200]");
  Link("7/fd/0", "/dev/null");
  Link("7/fd/3", "socket:[5]");
  Link("7/fd/4", "net:[102]");
  Link("7/fd/5", std::string(500, 'x'));
  Link("9/fd/3", "socket:[5]");
  Link("self/fd/3", "socket:[6]");
  Link("-1/fd/3", "socket:[6]");
  std::vector<std::pair<Inode, std::string>> namespaces;
  std::vector<std::pair<pid_t, Inode>> mounts;
  std::vector<std::pair<pid_t, std::uint32_t>> sockets;
  ProcVisitor visitor;
  visitor.on_namespace = [&](Inode inode, const std::string& path) {
    namespaces.emplace_back(inode, path.substr(root_.string().size()));
  };
  visitor.on_mount_namespace = [&](pid_t pid, Inode inode) { mounts.emplace_back(pid, inode); };
  visitor.on_socket = [&](pid_t pid, std::uint32_t inode) { sockets.emplace_back(pid, inode); };
  const auto walked = WalkProc(root_, visitor);
  ASSERT_TRUE(walked);
  EXPECT_TRUE(walked->complete);
  using Namespace = std::pair<Inode, std::string>;
  EXPECT_THAT(namespaces, UnorderedElementsAre(Namespace(100, "/7/task/7/ns/net"), Namespace(101, "/7/task/8/ns/net"),
                                               Namespace(102, "/7/fd/4")));
  EXPECT_THAT(mounts, ElementsAre(std::pair<pid_t, Inode>(7, 200)));
  using Socket = std::pair<pid_t, std::uint32_t>;
  EXPECT_THAT(sockets, UnorderedElementsAre(Socket(7, 5), Socket(9, 5)));
}

TEST_F(FakeProc, IsAnErrorWhereItIsMissing) {
  const auto walked = WalkProc(root_, {});
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().source.file, root_.string());
}

TEST(ProcTexts, TheControllingTerminalIsTheSeventhField) {
  EXPECT_EQ(ParseTerminal("77 (a) b) (c) S 1 77 77 34816 77 0\n"), 34816u);
  EXPECT_EQ(ParseTerminal("77 (sh) S 1 77 77 0 -1 0\n"), std::nullopt) << "a daemon";
  EXPECT_EQ(ParseTerminal("77 (sh) S 1 77"), std::nullopt);
  EXPECT_EQ(ParseTerminal(""), std::nullopt);
}

}  // namespace
}  // namespace portlaw::scan
