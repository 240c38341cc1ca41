// SPDX-License-Identifier: Apache-2.0
#include "agent/io/read_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace portlaw::io {
namespace {

class ReadFileTest : public testing::Test {
 protected:
  ReadFileTest() : directory_(testing::TempDir() + "read_file_" + std::to_string(::getpid())) {
    std::filesystem::create_directory(directory_);
  }
  ~ReadFileTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }
  std::string Written(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name)) << text;
    return Path(name);
  }
  static std::string ErrorOf(const std::string& path) {
    const auto text = ReadFile(path, 100);
    return text ? "" : ToString(text.error());
  }

  std::string directory_;
};

TEST_F(ReadFileTest, GivesTheWholeFileUpToTheLimit) {
  EXPECT_EQ(ReadFile(Written("empty", ""), 100), "");
  EXPECT_EQ(ReadFile(Written("full", std::string(100, 'x')), 100), std::string(100, 'x'));
  const std::string text(300'000, 'y');
  EXPECT_EQ(ReadFile(Written("long", text), 1'000'000), text);
}

TEST_F(ReadFileTest, RefusesOneByteMoreThanTheLimit) {
  EXPECT_NE(ErrorOf(Written("long", std::string(101, 'x'))).find("longer than 100 bytes"), std::string::npos);
  const auto endless = ReadFile("/dev/zero", 100, FileKind::kAny);
  ASSERT_FALSE(endless);
  EXPECT_NE(ToString(endless.error()).find("longer than 100 bytes"), std::string::npos);
}

TEST_F(ReadFileTest, SaysWhatIsWrongWithThePath) {
  EXPECT_EQ(ErrorOf(Path("missing")), Path("missing") + ": cannot be read: No such file or directory; check the path");
  EXPECT_NE(ErrorOf(directory_).find("is a directory"), std::string::npos);
  std::filesystem::create_symlink(Path("loop"), Path("loop"));
  EXPECT_NE(ErrorOf(Path("loop")).find("circle"), std::string::npos);
}

TEST_F(ReadFileTest, DoesNotWaitForANamedPipe) {
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(ReadFile(Path("pipe"), 100, FileKind::kAny), "");
}

TEST_F(ReadFileTest, TakesNothingButRegularFilesUnlessAsked) {
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  const UniqueFd held(::open(Path("pipe").c_str(), O_RDWR | O_CLOEXEC));  // so that a read would wait for ever
  EXPECT_NE(ErrorOf(Path("pipe")).find("a pipe or a device"), std::string::npos);
  EXPECT_NE(ErrorOf("/dev/null").find("a pipe or a device"), std::string::npos);
  EXPECT_EQ(ReadFile("/dev/null", 100, FileKind::kAny), "");
}

}  // namespace
}  // namespace portlaw::io
