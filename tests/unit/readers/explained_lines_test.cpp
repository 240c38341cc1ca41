// SPDX-License-Identifier: Apache-2.0
// What `show --explain-reading` prints leaves no line out: each with a number that could be a port was taken for
// something or passed over, with a reason.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "policy/readers/reader.h"
#include "tests/paths.h"

namespace portlaw {
namespace {

bool HasPort(const std::string& line) {
  static const std::regex number(R"((^|[^A-Za-z0-9_.])(\d{1,5})(?![A-Za-z0-9_.]))");
  for (std::sregex_iterator found(line.begin(), line.end(), number), end; found != end; ++found) {
    const int value = std::stoi((*found)[2]);
    if (value >= 1 && value <= 65535) return true;
  }
  return false;
}

class ExplainedLines : public testing::TestWithParam<const char*> {};

TEST_P(ExplainedLines, EachLineWithANumberHasAReason) {
  const std::string path = SourcePath(std::string("tests/data/registries/") + GetParam());
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const auto document = ReadDocument(text.str(), path, {});
  ASSERT_TRUE(document) << ToString(document.error().front());
  std::set<int> explained;
  for (const Reading& reading : document->readings) {
    EXPECT_FALSE(reading.taken.empty());
    EXPECT_FALSE(reading.why.empty()) << reading.source.line;
    explained.insert(reading.source.line);
  }
  int number = 0, with_numbers = 0;
  for (std::string line; std::getline(text, line);) {
    ++number;
    if (!HasPort(line)) continue;
    ++with_numbers;
    EXPECT_TRUE(explained.contains(number)) << path << ":" << number << ": " << line;
  }
  EXPECT_GT(with_numbers, 10);
}

INSTANTIATE_TEST_SUITE_P(Samples, ExplainedLines, testing::Values("orchard.md", "harbor.txt", "workshop.yaml"));

}  // namespace
}  // namespace portlaw
