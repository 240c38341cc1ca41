// SPDX-License-Identifier: Apache-2.0
// Documents of one construct many times over. Nothing is timed: work that grows with the square of the document's
// length, or memory that does, would not let these tests end. What they expect is that all of it is read.
#include <algorithm>
#include <string>

#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kMany = 20'000;

int PortOf(int i) { return 2000 + i; }

template <class Line>
std::string Repeat(int times, Line line) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line(i);
  return text;
}

std::string Table(const std::string& header, const std::string& rows) {
  const auto columns = std::count(header.begin(), header.end(), '|') - 1;
  return header + "\n|" + Repeat(static_cast<int>(columns), [](int) { return "---|"; }) + "\n" + rows;
}

std::size_t LongestLabel(const Document& document) {
  std::size_t longest = 0;
  for (const Assignment& row : document.registry.assignments) longest = std::max(longest, row.label.size());
  return longest;
}

TEST(Large, ManyPairsInOneLine) {
  const Document document =
      Read("# Ports\n\n- " + Repeat(kMany, [](int i) { return "svc: " + std::to_string(PortOf(i)) + ", "; }) + "\n");
  EXPECT_EQ(document.registry.assignments.size(), kMany);
}

TEST(Large, ManyMappingsInOneLine) {
  const Document document =
      Read("# Ports\n\n- " + Repeat(kMany, [](int i) { return "svc: " + std::to_string(10'000 + i) + " -> 8080, "; }) +
           "\n");
  EXPECT_EQ(document.registry.assignments.size(), kMany);
}

TEST(Large, ManyNumbersInOneSpanOfCode) {
  const Document document = Read("# Ports\n\n- web: 4100\n- curl `" +
                                 Repeat(kMany, [](int i) { return std::to_string(PortOf(i)) + " "; }) + "`\n");
  EXPECT_THAT(PortsAndNames(document), ::testing::Contains("4100 web"));
}

TEST(Large, ANameOfParentheses) {
  const std::string name = "web" + Repeat(300'000, [](int) { return "()"; });
  EXPECT_THAT(PortsAndNames(Read(Table("|Service|Port|", "|" + name + "|4100|\n|api|4101|\n"))),
              ::testing::Contains("4101 api"));
}

TEST(Large, OpenParenthesesAndSmallWordsBeforeAPort) {
  const Document document = Read("# Ports\n\n- web: 4100\n- 4101 api " + std::string(300'000, '(') + ")\n- db " +
                                 Repeat(100'000, [](int) { return "on "; }) + "4102\n");
  EXPECT_THAT(PortsAndNames(document), ::testing::Contains("4100 web"));
}

TEST(Large, ManyRowsAboutOnePort) {
  const Document document =
      Read(Table("|Service|Port|", Repeat(kMany, [](int i) { return "|svc" + std::to_string(i) + "|4100|\n"; })));
  EXPECT_EQ(document.registry.assignments.size(), kMany);
}

TEST(Large, ManyVariablesNoneOfThemForAPort) {
  const Document document = Read(Table("|Variable|Port|", Repeat(kMany, [](int i) {
                                         return "|APP_" + std::to_string(i) + "|" + std::to_string(PortOf(i)) + "|\n";
                                       })));
  EXPECT_EQ(document.registry.assignments.size(), kMany);
}

TEST(Large, ManyNamesSharedByManyRows) {
  const std::string rows = Repeat(kMany, [](int i) { return "||" + std::to_string(PortOf(i)) + "|of it|\n"; });
  const Document document =
      Read(Table("|Service|Port|Purpose|", "|" + std::string(100'000, 'x') + "|1999|first|\n" + rows));
  EXPECT_EQ(document.registry.assignments.size(), kMany + 1);
  EXPECT_EQ(document.registry.assignments.back().label, std::string(400, 'x'));
}

TEST(Large, AHeadingAboveManyRowsAndAHeaderOfALongWord) {
  const std::string word(100'000, 'x');
  const Document document = Read("# Ports\n\n## Group " + word + "\n\n" +
                                 Table("|Service|Port " + word + "|", Repeat(kMany, [](int i) {
                                         return "|svc" + std::to_string(i) + "|" + std::to_string(PortOf(i)) + "|\n";
                                       })));
  EXPECT_EQ(document.registry.assignments.size(), kMany);
  EXPECT_LE(document.registry.assignments.back().section.size(), 400u);
}

TEST(Large, CutNamesEndWithAWholeCharacter) {
  const std::string rows = Repeat(3, [](int i) { return "||" + std::to_string(PortOf(i)) + "|of it|\n"; });
  const Document document =
      Read(Table("|Service|Port|Purpose|", "|x" + Repeat(300, [](int) { return "é"; }) + "|1999|first|\n" + rows));
  EXPECT_EQ(document.registry.assignments.back().label, "x" + Repeat(199, [](int) { return "é"; }));
}

TEST(Large, ManyHeadersInOneBlockOfCode) {
  const Document document =
      Read("# Ports\n\n- web: 4100\n\n```\n" + Repeat(kMany, [](int) { return "Service | Range\n"; }) + "```\n");
  EXPECT_THAT(PortsAndNames(document), ElementsAre("4100 web"));
}

TEST(Large, ManyBlocksAndGroups) {
  constexpr int kBlocks = 5'000;
  const Document document =
      Read(Table("|Layer|Range|Services|", Repeat(kBlocks,
                                                  [](int i) {
                                                    const std::string number = std::to_string(i);
                                                    return "|Layer" + number + "|" + std::to_string(2000 + i * 10) +
                                                           "-" + std::to_string(2009 + i * 10) + "|svc" + number +
                                                           ", db" + number + "|\n";
                                                  })) +
           "\n" + Repeat(kBlocks, [](int i) {
             const int first = 2000 + i * 10;
             const std::string number = std::to_string(i);
             return "## svc" + number + " - " + std::to_string(first) + "-" + std::to_string(first + 4) + "\n\n## aux" +
                    number + " (part of svc" + number + ")\n\n";
           }));
  EXPECT_EQ(document.registry.groups.size(), 2u * kBlocks);
  EXPECT_EQ(document.registry.blocks.size(), kBlocks);
}

TEST(Large, MovesOfManyPorts) {
  const auto ports = [](int first) {
    return Repeat(kMany, [first](int i) { return std::to_string(first + i) + ", "; });
  };
  const std::string note = "**Migration:** web uses " + ports(2000) + ". Migrate to " + ports(30'000) + "\n\n";
  const Document document = Read("# Ports\n\n- api: 4100\n\n" + note + note);
  ASSERT_EQ(document.registry.migrations.size(), 1u);
  EXPECT_EQ(document.registry.migrations[0].to.size(), kMany);
}

TEST(Large, TooManyColumns) {
  const std::string cells = Repeat(1001, [](int) { return "4100|"; });
  EXPECT_THAT(Refusals("# Ports\n\n|" + cells + "\n"),
              ElementsAre("ports.md:3: this line has too many columns for a table; a registry needs less; split it"));
}

TEST(Large, TooManyInstructionsForAParserOfMarkup) {
  for (const char* open : {"<? ", "<!A ", "<![CDATA[ "}) {
    const std::string many = Repeat(100'000, [open](int) { return open; });
    EXPECT_THAT(Refusals("# Ports\n\n- web: 4100 " + many + "\n"),
                ElementsAre(HasSubstr("ports.md:3: there is too much")));
  }
}

TEST(Large, RowsThatLackMostOfTheirCells) {
  const auto rows = [](int count) {
    return Table("|Service|Port" + Repeat(98, [](int) { return "|Note"; }) + "|",
                 Repeat(count, [](int i) { return "|web|" + std::to_string(PortOf(i)) + "|\n"; }));
  };
  EXPECT_EQ(Read(rows(1000)).registry.assignments.size(), 1000u);
  EXPECT_THAT(Refusals(rows(kMany)), ElementsAre(HasSubstr("the rows of the tables lack too many cells")));
}

TEST(Large, RulesThatBeginNoTable) {
  const auto rules = [](int count) {
    return "# Ports\n\n- web: 4100\n\n" + Repeat(count, [](int) { return "a\n-|-|-|-|-\n"; });
  };
  EXPECT_THAT(PortsAndNames(Read(rules(1000))), ElementsAre("4100 web"));
  EXPECT_THAT(Refusals(rules(kMany)), ElementsAre(HasSubstr("there are too many rules in one paragraph")));
}

TEST(Large, ColumnsBeyondTheSixtyFourthAreInNoTable) {
  const std::string header = "|Service" + Repeat(200, [](int) { return "|Port"; }) + "|";
  const Document document =
      Read(Table(header, "|web" + Repeat(200, [](int i) { return "|" + std::to_string(PortOf(i)); }) + "|\n"));
  EXPECT_EQ(document.registry.assignments.size(), 63u);
}

TEST(Large, TooManyRedisDatabases) {
  const std::string rows = Repeat(kMany, [](int i) { return "|0-255|svc" + std::to_string(i) + "|\n"; });
  EXPECT_THAT(Refusals("# Ports\n\n## Redis databases\n\n" + Table("|DB|Service|", rows)),
              ElementsAre(HasSubstr("the document has too many Redis databases")));
}

TEST(Large, ManyPairsOfBoundsInOneMap) {
  const Document document = Read("ports:\n" + Repeat(kMany,
                                                     [](int i) {
                                                       const std::string name = "  svc" + std::to_string(i);
                                                       return name + "_start: " + std::to_string(PortOf(i)) + "\n" +
                                                              name + "_end: " + std::to_string(PortOf(i) + 5) + "\n";
                                                     }),
                                 "ports.yaml");
  EXPECT_EQ(document.registry.assignments.size(), kMany);
}

TEST(Large, ManyRolesBesideAPort) {
  const Document document =
      Read("services:\n  web:\n" +
               Repeat(kMany,
                      [](int i) { return "    bolt" + std::to_string(i) + ": " + std::to_string(PortOf(i)) + "\n"; }) +
               "    port: 65000\n",
           "ports.yaml");
  EXPECT_THAT(PortsAndNames(document), ::testing::Contains(HasSubstr("65000 web")));
}

TEST(Large, ManyMergesIntoOneMap) {
  const Document document = Read("base: &base {web: 4100}\nports:\n" + Repeat(kMany,
                                                                              [](int i) {
                                                                                return "  <<: *base\n  svc" +
                                                                                       std::to_string(i) + ": " +
                                                                                       std::to_string(PortOf(i)) + "\n";
                                                                              }),
                                 "ports.yaml");
  EXPECT_GE(document.registry.assignments.size(), static_cast<std::size_t>(kMany));
}

TEST(Large, AliasesOfALongText) {
  const auto aliases = [](std::size_t length) {
    return "base: &base \"" + std::string(length, 'x') + "\"\nports:\n  web: 4100\nnotes:\n" +
           Repeat(kMany, [](int) { return "  - *base\n"; });
  };
  EXPECT_THAT(PortsAndNames(Read(aliases(100), "ports.yaml")), ElementsAre("4100 web"));
  EXPECT_THAT(Refusals(aliases(100'000), "ports.yaml"), ElementsAre(HasSubstr("the document has too many values")));
}

TEST(Large, JsonInOneLineAndALongKey) {
  const std::string list = Repeat(kMany, [](int i) { return (i > 0 ? ", " : "") + std::to_string(PortOf(i)); });
  const Document document = Read("{\"ports\": {\"" + std::string(100'000, 'k') + "\": [" + list + "]}}", "ports.json");
  EXPECT_EQ(document.registry.assignments.size(), kMany);
  EXPECT_EQ(LongestLabel(document), 400u);
}

TEST(Large, SlotsThatWouldGiveMorePortsThanThereAre) {
  const Document document = Read(
      "slots:\n" + Repeat(400, [](int i) { return "  s" + std::to_string(i) + ": " + std::to_string(i) + "\n"; }) +
          "services:\n" +
          Repeat(kMany, [](int i) { return "  svc" + std::to_string(i) + ": " + std::to_string(PortOf(i)) + "\n"; }),
      "ports.yaml");
  EXPECT_LE(document.registry.assignments.size(), static_cast<std::size_t>(kMany) + 400);
}

}  // namespace
}  // namespace portlaw::readers
