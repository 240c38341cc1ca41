// SPDX-License-Identifier: Apache-2.0
// What `show` writes, the readers read again: the same model, but for where things stand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "policy/readers/reader.h"
#include "policy/render/show.h"
#include "tests/paths.h"
#include "tests/unit/render/without_sources.h"

namespace portlaw {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Registry ReadBack(const std::string& text, const std::string& file) {
  const ResultOfMany<Document> document = ReadDocument(text, file, {});
  if (!document) ADD_FAILURE() << file << ": " << ToString(document.error().front()) << "\n" << text;
  return document ? document->registry : Registry();
}

class RoundTrip : public testing::TestWithParam<const char*> {
 protected:
  Registry Sample() const {
    const std::string path = SourcePath(std::string("tests/data/registries/") + GetParam());
    return ReadBack(ReadAll(path), path);
  }
};

TEST_P(RoundTrip, YamlGivesTheSameModel) {
  const Registry registry = Sample();
  ASSERT_FALSE(registry.assignments.empty());
  const std::string yaml = ShowYaml({{registry}, {}});
  EXPECT_EQ(WithoutSources(ReadBack(yaml, "ports.yaml")), WithoutSources(registry)) << yaml;
}

TEST_P(RoundTrip, JsonGivesTheSameModelAndTheSameLines) {
  const Registry registry = Sample();
  EXPECT_EQ(ReadBack(ShowJson({{registry}, {}}), "ports.json"), registry);
}

INSTANTIATE_TEST_SUITE_P(Samples, RoundTrip, testing::Values("orchard.md", "harbor.txt", "workshop.yaml"));

TEST(RoundTripOfYaml, HostileTextComesBackAsItWas) {
  Registry registry;
  for (const char* name : {"yes",
                           "null",
                           "1e3",
                           "~",
                           "a: b",
                           "a #b",
                           "- a",
                           "{n}",
                           " x ",
                           "\xc3\xa9",
                           "\\",
                           "\"",
                           "'",
                           "a\nb",
                           "tab\there",
                           "\xe2\x80\xae",
                           "\xf0\x9f\x98\x80",
                           "[",
                           "]",
                           "%",
                           "@",
                           "!",
                           "&a",
                           "*a",
                           "0x10",
                           "010",
                           "1_000",
                           "12:30",
                           "=",
                           "<<",
                           "?"}) {
    Assignment row;
    row.ports = {4100, 4100};
    row.label = row.container = row.service = row.purpose = name;
    row.host = name;
    registry.assignments.push_back(row);
  }
  EXPECT_EQ(WithoutSources(ReadBack(ShowYaml({{registry}, {}}), "ports.yaml")), registry);
}

TEST(RoundTripOfJson, ControlCharactersAreEscapedAndComeBack) {
  Registry registry;
  for (const char* name :
       {"a\x7f", "\x1b[2J", "\xc2\x9b", "\xe2\x80\xae", "\xf3\xa0\x81\x81", "\xc3\xa9", "\xf0\x9f\x98\x80"}) {
    Assignment row;
    row.ports = {4100, 4100};
    row.label = row.container = row.service = row.purpose = name;
    row.source = {"ports.md", 1};
    registry.assignments.push_back(row);
  }
  const std::string text = ShowJson({{registry}, {}});
  for (const char* raw : {"\x7f", "\x1b", "\xc2\x9b", "\xe2\x80\xae"}) {
    EXPECT_EQ(text.find(raw), std::string::npos);
  }
  EXPECT_NE(text.find("\xc3\xa9"), std::string::npos);
  EXPECT_EQ(ReadBack(text, "ports.json"), registry);
}

// Markdown says less than the model: where a row's heading was is told by the new document's headings.
Registry WithoutSections(Registry registry) {
  registry = WithoutSources(std::move(registry));
  for (Assignment& row : registry.assignments) {
    row.section.clear();
    row.section_ports.reset();
  }
  return registry;
}

class MarkdownRoundTrip : public RoundTrip {};

TEST_P(MarkdownRoundTrip, GivesTheSameModel) {
  const Registry registry = WithoutSections(Sample());
  const std::string markdown = ShowMarkdown({{Sample()}, {}});
  const Registry again = WithoutSections(ReadBack(markdown, "ports.md"));
  using testing::UnorderedElementsAreArray;
  EXPECT_THAT(again.assignments, UnorderedElementsAreArray(registry.assignments)) << markdown;
  EXPECT_THAT(again.blocks, UnorderedElementsAreArray(registry.blocks)) << markdown;
  EXPECT_THAT(again.groups, UnorderedElementsAreArray(registry.groups)) << markdown;
  EXPECT_THAT(again.reserved, UnorderedElementsAreArray(registry.reserved)) << markdown;
  EXPECT_THAT(again.migrations, UnorderedElementsAreArray(registry.migrations)) << markdown;
  EXPECT_EQ(again.offsets, registry.offsets) << markdown;
  EXPECT_EQ(again.redis, registry.redis) << markdown;
  EXPECT_EQ(again.variables, registry.variables) << markdown;
}

INSTANTIATE_TEST_SUITE_P(Samples, MarkdownRoundTrip, testing::Values("orchard.md", "harbor.txt"));

// What a document of another format says and a plain table of ports would not.
TEST(MarkdownRoundTripOf, OwnersHostsExposureAndVariables) {
  for (const auto& [text, file] : {
           std::pair("SHOP_API_PORT=4100   # all of 3000 things\nSHOP_WEB_PORT=4101\nTEAM=\"tern gull\"\n",
                     "ports.env"),
           std::pair("[services]\nweb = 8000\ndb = 5432\n[slots]\ntern = 0\ngull = 3\n", "ports.toml"),
           std::pair("services:\n  shop:\n    port: 4100\n    db_port: 5433\n    internal: true\n", "ports.yaml"),
           std::pair("## Node #1 (tern)\n### Web (8000-8099)\n- board: 8080\n## Node #2 (gull)\n- board: 8080\n",
                     "p.md"),
           std::pair("| Service | Internal port |\n|---|---|\n| cache | 6379 |\n", "p.md"),
           std::pair("| Team | Range | Web | API |\n|---|---|---|---|\n| tern | 8100-8109 | 8100 | 8101 |\n", "p.md"),
       }) {
    const Registry registry = WithoutSections(ReadBack(text, file));
    const std::string markdown = ShowMarkdown({{ReadBack(text, file)}, {}});
    const Registry again = WithoutSections(ReadBack(markdown, "ports.md"));
    using testing::UnorderedElementsAreArray;
    EXPECT_THAT(again.assignments, UnorderedElementsAreArray(registry.assignments)) << markdown;
    EXPECT_THAT(again.blocks, UnorderedElementsAreArray(registry.blocks)) << markdown;
    EXPECT_EQ(again.variables, registry.variables) << markdown;
  }
}

}  // namespace
}  // namespace portlaw
