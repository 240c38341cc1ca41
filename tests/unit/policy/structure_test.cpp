// SPDX-License-Identifier: Apache-2.0
// How policy is built: includes between its rooms run one way, and languages stand in readers/words/ only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/text/unicode.h"
#include "tests/paths.h"

namespace portlaw {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

struct SourceFile {
  std::string path;  // "policy/lint/lint.cpp"
  std::string text;
};

std::vector<SourceFile> FilesBelow(const std::string& folder) {
  std::vector<SourceFile> files;
  const std::filesystem::path root = SourcePath("");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
    const std::string extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp") continue;
    std::ifstream in(entry.path());
    files.push_back({entry.path().lexically_relative(root).string(), {std::istreambuf_iterator<char>(in), {}}});
  }
  return files;
}

// The paths in #include "...".
std::vector<std::string> IncludesOf(const SourceFile& file) {
  static constexpr std::string_view kInclude = "\n#include \"";
  std::vector<std::string> paths;
  for (std::size_t at = file.text.find(kInclude); at != std::string::npos; at = file.text.find(kInclude, at + 1)) {
    const std::size_t begin = at + kInclude.size();
    paths.push_back(file.text.substr(begin, file.text.find('"', begin) - begin));
  }
  return paths;
}

// "policy/lint/lint.cpp" -> "lint"; empty outside policy/.
std::string RoomOf(const std::string& path) {
  if (!path.starts_with("policy/")) return "";
  return path.substr(7, path.find('/', 7) - 7);
}

using Rooms = std::map<std::string, std::set<std::string>>;  // which others each includes

// Takes away rooms that include no other that is left, until none does: what remains goes round in circles.
std::set<std::string> InCircles(Rooms rooms) {
  for (bool changed = true; changed;) {
    changed = std::erase_if(rooms, [&](const auto& room) {
                return std::none_of(room.second.begin(), room.second.end(),
                                    [&](const std::string& other) { return rooms.contains(other); });
              }) > 0;
  }
  std::set<std::string> left;
  for (const auto& [room, others] : rooms) left.insert(room);
  return left;
}

TEST(Structure, TheSearchForCirclesFindsThem) {
  EXPECT_THAT(InCircles({{"a", {"b"}}, {"b", {"c"}}, {"c", {}}}), IsEmpty());
  EXPECT_THAT(InCircles({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}}), SizeIs(3));
}

TEST(Structure, IncludesBetweenRoomsRunOneWay) {
  Rooms rooms;
  for (const SourceFile& file : FilesBelow("policy")) {
    for (const std::string& include : IncludesOf(file)) {
      const std::string to = RoomOf(include);
      EXPECT_FALSE(include.starts_with("agent/")) << file.path << " includes " << include;
      if (!to.empty() && to != RoomOf(file.path)) rooms[RoomOf(file.path)].insert(to);
    }
  }
  EXPECT_GT(rooms.size(), 8U);
  EXPECT_THAT(InCircles(rooms), IsEmpty());
}

TEST(Structure, SourcesIncludeNeitherWordsNorMeanings) {
  const std::set<std::string> allowed = {"policy/readers/record.h", "policy/readers/styled_text.h"};
  const std::vector<SourceFile> files = FilesBelow("policy/readers/source");
  EXPECT_GT(files.size(), 8U);
  for (const SourceFile& file : files) {
    for (const std::string& include : IncludesOf(file)) {
      const bool outside = include.starts_with("policy/model/") || include.starts_with("policy/text/");
      EXPECT_TRUE(outside || include.starts_with("policy/readers/source/") || allowed.contains(include))
          << file.path << " includes " << include;
    }
  }
}

// The text between quotes, comments left out.
std::string Literals(std::string_view text) {
  std::string literals;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "//") {
      i = std::min(text.find('\n', i), text.size());
    } else if (text[i] == '\'') {
      i += text.substr(i + 1, 1) == "\\" ? 3 : 2;  // a character
    } else if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        i += text[i] == '\\';
        literals += text[std::min(i, text.size() - 1)];
      }
      literals += '\n';
    }
  }
  return literals;
}

// Signs ("→", "│") may stand anywhere: they are of no language.
std::string ForeignLetters(std::string_view literals) {
  std::string found;
  for (std::size_t i = 0; i < literals.size();) {
    const Character character = CharacterAt(literals, i);
    if (character.bytes > 1 && character.letter) found += literals.substr(i, character.bytes);
    i += character.bytes;
  }
  return found;
}

TEST(Structure, TheSearchForForeignLettersFindsThem) {
  EXPECT_EQ(ForeignLetters(Literals("// \"退\"\nf('\"', \"a→退\\\"é\");  // é")), "退é");
}

TEST(Structure, LanguagesStandInWordsOnly) {
  for (const char* folder : {"policy", "agent"}) {
    for (const SourceFile& file : FilesBelow(folder)) {
      if (file.path.starts_with("policy/readers/words/")) continue;
      EXPECT_EQ(ForeignLetters(Literals(file.text)), "") << file.path;
    }
  }
}

}  // namespace
}  // namespace portlaw
