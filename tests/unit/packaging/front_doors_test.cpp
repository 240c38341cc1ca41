// SPDX-License-Identifier: Apache-2.0
// The READMEs name files to copy from and to look at: they are there.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/paths.h"

namespace portlaw {
namespace {

const std::filesystem::path kRoot = SourcePath("");

std::string TextOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What `text` names that looks like a path of the tree: `lint/checks.h`, and the targets of links.
std::set<std::string> PathsIn(const std::string& text) {
  std::set<std::string> paths;
  static const std::regex kCode("`([a-z_0-9/-]+\\.(?:h|cpp|c|cmake|sh|py|txt|md))`");
  static const std::regex kLink("\\]\\(([^)#:]+)\\)");
  for (const std::regex& pattern : {kCode, kLink}) {
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
      paths.insert((*match)[1]);
    }
  }
  return paths;
}

class FrontDoors : public testing::TestWithParam<const char*> {};

TEST_P(FrontDoors, NameFilesThatThereAre) {
  const std::filesystem::path folder = kRoot / GetParam();
  const std::string text = TextOf(folder / "README.md");
  ASSERT_FALSE(text.empty());
  const std::set<std::string> paths = PathsIn(text);
  EXPECT_GE(paths.size(), 4u);
  for (const std::string& path : paths) {
    EXPECT_TRUE(std::filesystem::exists(folder / path) || std::filesystem::exists(kRoot / path)) << path;
  }
}

INSTANTIATE_TEST_SUITE_P(Folders, FrontDoors, testing::Values("", "policy", "agent", "tests"));

}  // namespace
}  // namespace portlaw
