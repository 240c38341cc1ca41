// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/log_lines.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace portlaw::audit {
namespace {

class LogLinesTest : public testing::Test {
 protected:
  ~LogLinesTest() override { std::filesystem::remove(path_); }

  struct Kept {
    std::string text;
    std::uint64_t number;
    bool too_long;
    bool torn;
  };

  std::vector<Kept> LinesOf(const std::string& text) {
    std::ofstream(path_, std::ios::binary) << text;
    auto lines = LogLines::Open(path_);
    if (!lines) {
      ADD_FAILURE() << ToString(lines.error());
      return {};
    }
    std::vector<Kept> kept;
    LogLine line;
    while (lines->Next(line).value()) kept.push_back({std::string(line.text), line.number, line.too_long, line.torn});
    return kept;
  }

  std::string path_ =
      (std::filesystem::temp_directory_path() / ("portlaw-lines-" + std::to_string(::getpid()))).string();
};

TEST_F(LogLinesTest, GivesEveryLineWithItsNumber) {
  const auto lines = LinesOf("one\n\nthree\n");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].text, "one");
  EXPECT_EQ(lines[1].text, "");
  EXPECT_EQ(lines[2].text, "three");
  EXPECT_EQ(lines[2].number, 3U);
  EXPECT_FALSE(lines[2].torn);
  EXPECT_TRUE(LinesOf("").empty());
}

TEST_F(LogLinesTest, KnowsALineThatIsTorn) {
  const auto lines = LinesOf("one\ntwo");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].text, "two");
  EXPECT_TRUE(lines[1].torn);
}

TEST_F(LogLinesTest, CutsWhatIsTooLongAndGoesOn) {
  const std::string at_most(kMaxLogLineBytes, 'a');
  const std::string longer(3 * kMaxLogLineBytes + 17, 'b');
  const auto lines = LinesOf(at_most + "\n" + longer + "\nlast\n" + longer);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_FALSE(lines[0].too_long);
  EXPECT_EQ(lines[0].text, at_most);
  EXPECT_TRUE(lines[1].too_long);
  EXPECT_EQ(lines[1].text.size(), kMaxLogLineBytes);
  EXPECT_EQ(lines[2].text, "last");
  EXPECT_EQ(lines[2].number, 3U);
  EXPECT_TRUE(lines[3].too_long);
}

TEST_F(LogLinesTest, LinesAcrossChunksAreWhole) {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += "line " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 97), '.') + "\n";
  const auto lines = LinesOf(text);
  ASSERT_EQ(lines.size(), 20'000U);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    ASSERT_EQ(lines[i].text, "line " + std::to_string(i) + std::string(i % 97, '.'));
  }
}

TEST_F(LogLinesTest, SaysWhatItCannotRead) {
  EXPECT_EQ(LogLines::Open("/").error().what, "is a directory");
  EXPECT_FALSE(LogLines::Open("/no/such/file"));
  std::ofstream(path_, std::ios::binary) << "\x1f\x8b\x08garbage";
  auto lines = LogLines::Open(path_);
  LogLine line;
  EXPECT_EQ(lines->Next(line).error().what, "is compressed");
}

}  // namespace
}  // namespace portlaw::audit
