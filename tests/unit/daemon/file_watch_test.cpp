// SPDX-License-Identifier: Apache-2.0
#include "agent/daemon/file_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace portlaw::daemon {
namespace {

namespace fs = std::filesystem;
using testing::Contains;

class FileWatchTest : public testing::Test {
 protected:
  FileWatchTest() {
    char name[] = "/tmp/portlaw-watch-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~FileWatchTest() override { fs::remove_all(directory_); }

  std::string At(const std::string& name) const { return directory_ + "/" + name; }
  void Write(const std::string& name, const std::string& text) const { std::ofstream(At(name)) << text; }

  void Watch(std::vector<std::string> paths) {
    watch_ = std::move(*FileWatch::Make(loop_, std::move(paths), [this] { ++changes_; }));
  }
  // Runs the loop until nothing has happened for longer than the watch itself waits.
  void Settle() {
    while (loop_.RunOnce(std::chrono::milliseconds(400))) {
    }
  }

  std::string directory_;
  io::EventLoop loop_ = std::move(*io::EventLoop::Make());
  std::unique_ptr<FileWatch> watch_;
  int changes_ = 0;
};

TEST_F(FileWatchTest, NamesEveryPlaceThatDecidesWhatAPathMeans) {
  fs::create_directory(At("v1"));
  Write("v1/ports.md", "x");
  fs::create_symlink("v1", At("data"));
  fs::create_symlink("data/ports.md", At("ports.md"));
  const auto names = NamesOnTheWay(At("ports.md"));
  EXPECT_THAT(names.at(directory_), Contains("ports.md"));
  EXPECT_THAT(names.at(directory_), Contains("data"));
  EXPECT_THAT(names.at(directory_), Contains("v1"));
  EXPECT_THAT(names.at(At("v1")), Contains("ports.md"));
  EXPECT_THAT(names.at("/tmp"), Contains(fs::path(directory_).filename().string()));
}

TEST_F(FileWatchTest, LinksInACircleEnd) {
  fs::create_symlink("b", At("a"));
  fs::create_symlink("a", At("b"));
  EXPECT_THAT(NamesOnTheWay(At("a")).at(directory_), Contains("b"));
}

TEST_F(FileWatchTest, WhatDoesNotExistIsWaitedFor) {
  Watch({At("later/ports.md")});
  fs::create_directory(At("later"));
  Settle();
  EXPECT_EQ(changes_, 1);
  Write("later/ports.md", "x");
  Settle();
  EXPECT_EQ(changes_, 2);
}

TEST_F(FileWatchTest, ManyWritesAreOneChangeAndOtherFilesNone) {
  Write("ports.md", "x");
  Watch({At("ports.md")});
  for (int i = 0; i < 20; ++i) Write("other.md", std::to_string(i));
  Settle();
  EXPECT_EQ(changes_, 0);
  for (int i = 0; i < 20; ++i) Write("ports.md", std::to_string(i));
  Settle();
  EXPECT_EQ(changes_, 1);
}

TEST_F(FileWatchTest, ADirectoryThatIsExchangedAboveTheFileIsNoticed) {
  fs::create_directory(At("now"));
  fs::create_directory(At("next"));
  Write("now/ports.md", "1");
  Write("next/ports.md", "2");
  Watch({At("now/ports.md")});
  fs::rename(At("now"), At("before"));
  fs::rename(At("next"), At("now"));
  Settle();
  EXPECT_EQ(changes_, 1);
  Write("now/ports.md", "3");
  Settle();
  EXPECT_EQ(changes_, 2) << "it watches the new one";
  Write("before/ports.md", "4");
  Settle();
  EXPECT_EQ(changes_, 2) << "and the old one no longer";
}

}  // namespace
}  // namespace portlaw::daemon
