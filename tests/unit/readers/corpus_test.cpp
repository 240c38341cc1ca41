// SPDX-License-Identifier: Apache-2.0
// Each document of tests/data/readings reads as the file .expected beside it says. scripts/readings.sh shows the
// differences, and accepts them.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

std::vector<std::filesystem::path> CorpusDocuments() {
  std::vector<std::filesystem::path> documents;
  for (const auto& entry : std::filesystem::directory_iterator(SourcePath("tests/data/readings"))) {
    if (entry.path().extension() != ".expected") documents.push_back(entry.path());
  }
  std::sort(documents.begin(), documents.end());
  return documents;
}

void AddLines(std::string& text, const char* title, const Lines& lines) {
  if (!lines.empty()) text += std::string(title) + "\n";
  for (const std::string& line : lines) text += "  " + line + "\n";
}

// As reading.h describes rows: "4100/tcp label|container|service|purpose ->80 internal @host :line".
std::string Described(const Document& document) {
  std::string text;
  const Registry& registry = document.registry;
  AddLines(text, "assignments", Describe(registry.assignments));
  AddLines(text, "blocks", Describe(registry.blocks));
  AddLines(text, "groups", Describe(registry.groups));
  AddLines(text, "reserved", Describe(registry.reserved));
  AddLines(text, "migrations", Describe(registry.migrations));
  AddLines(text, "offsets", Describe(registry.offsets));
  AddLines(text, "redis", Describe(registry.redis));
  AddLines(text, "variables", Describe(registry.variables));
  Lines findings;
  for (const Finding& finding : document.findings) {
    findings.push_back(finding.code + " :" + std::to_string(finding.source.line) + " " + finding.message);
  }
  AddLines(text, "findings", findings);
  if (document.unread_lines > 0) text += "lines not read: " + std::to_string(document.unread_lines) + "\n";
  return text;
}

class Corpus : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Corpus, ReadsAsExpected) {
  const std::string described = Described(Read(TextOf(GetParam()), GetParam().filename()));
  const std::string expected = GetParam().string() + ".expected";
  if (std::getenv("PORTLAW_ACCEPT_READINGS") != nullptr) std::ofstream(expected) << described;
  EXPECT_EQ(TextOf(expected), described);
}

INSTANTIATE_TEST_SUITE_P(Readings, Corpus, ::testing::ValuesIn(CorpusDocuments()), [](const auto& document) {
  std::string name = document.param.filename();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

TEST(CorpusFiles, EachExpectationHasItsDocument) {
  EXPECT_GE(CorpusDocuments().size(), 20U);
  for (const auto& entry : std::filesystem::directory_iterator(SourcePath("tests/data/readings"))) {
    if (entry.path().extension() != ".expected") continue;
    EXPECT_TRUE(std::filesystem::exists(entry.path().parent_path() / entry.path().stem())) << entry.path();
  }
}

}  // namespace
}  // namespace portlaw::readers
