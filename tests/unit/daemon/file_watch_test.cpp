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
  // Runs the loop until there have been `changes`, and then long enough to see one too many.
  void Expect(int changes) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (changes_ < changes && std::chrono::steady_clock::now() < limit) loop_.RunOnce(std::chrono::seconds(1));
    const auto then = std::chrono::steady_clock::now() + std::chrono::milliseconds(400);
    while (std::chrono::steady_clock::now() < then) loop_.RunOnce(std::chrono::milliseconds(50));
    EXPECT_EQ(changes_, changes);
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
  EXPECT_EQ(names.at(directory_).size(), 2u) << "directories are watched themselves";
  EXPECT_THAT(names.at(At("v1")), Contains("ports.md"));
  EXPECT_TRUE(names.at("/tmp").empty()) << "what others do there is nothing to us";
}

TEST_F(FileWatchTest, LinksInACircleEnd) {
  fs::create_symlink("b", At("a"));
  fs::create_symlink("a", At("b"));
  EXPECT_THAT(NamesOnTheWay(At("a")).at(directory_), Contains("b"));
}

TEST_F(FileWatchTest, WhatDoesNotExistIsWaitedFor) {
  Watch({At("later/ports.md")});
  fs::create_directory(At("later"));
  Expect(1);
  Write("later/ports.md", "x");
  Expect(2);
}

TEST_F(FileWatchTest, AFileThatWasADirectoryIsWatchedAgain) {
  Write("ports.md", "x");
  Watch({At("ports.md")});
  fs::remove(At("ports.md"));
  fs::create_directory(At("ports.md"));
  Expect(1);
  fs::remove(At("ports.md"));
  Expect(2);
  Write("ports.md", "x");
  Expect(3);
}

TEST_F(FileWatchTest, ManyWritesAreOneChangeAndOtherFilesNone) {
  Write("ports.md", "x");
  Watch({At("ports.md")});
  for (int i = 0; i < 20; ++i) Write("other.md", std::to_string(i));
  Expect(0);
  for (int i = 0; i < 20; ++i) Write("ports.md", std::to_string(i));
  Expect(1);
}

TEST_F(FileWatchTest, ADirectoryThatIsExchangedAboveTheFileIsNoticed) {
  fs::create_directory(At("now"));
  fs::create_directory(At("next"));
  Write("now/ports.md", "1");
  Write("next/ports.md", "2");
  Watch({At("now/ports.md")});
  fs::rename(At("now"), At("before"));
  fs::rename(At("next"), At("now"));
  Expect(1);
  Write("now/ports.md", "3");
  Expect(2);
  Write("before/ports.md", "4");
  Expect(2);
}

}  // namespace
}  // namespace portlaw::daemon
