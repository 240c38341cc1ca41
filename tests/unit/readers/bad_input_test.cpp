// SPDX-License-Identifier: Apache-2.0
// Documents that cannot be read: each refusal names the place and what to do.
#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kTable[] = "| Port | Service |\n|---|---|\n";

TEST(BadInput, Empty) {
  EXPECT_THAT(Refusals(""), ElementsAre("ports.md: the document is empty; give a registry that names ports"));
  EXPECT_THAT(Refusals(" \n\t\n"), ElementsAre(HasSubstr("is empty")));
}

TEST(BadInput, TooLong) {
  EXPECT_THAT(Refusals(std::string(kMaxDocumentBytes + 1, 'x')), ElementsAre(HasSubstr("at most 16 MiB")));
}

TEST(BadInput, Binary) {
  EXPECT_THAT(Refusals(std::string("# a\n\nb\0c\n", 9)), ElementsAre(HasSubstr("ports.md:3: the document is binary")));
}

TEST(BadInput, BrokenUtf8) {
  for (const char* bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\x80", "\xFF"}) {
    EXPECT_THAT(Refusals(std::string("# a\n\n") + bad + "\n"),
                ElementsAre(HasSubstr("ports.md:3: the document is not valid UTF-8")));
  }
}

TEST(BadInput, EveryMistakeOfATableAtOnce) {
  EXPECT_THAT(Refusals(std::string(kTable) + "| 70000 | a |\n| 4299-4100 | b |\n| 4100 | c |\n| 99999 | d |\n"),
              ElementsAre("ports.md:3: port 70000 is not a port; use 1 to 65535",
                          "ports.md:4: the range 4299-4100 runs backwards; write the lower port first",
                          "ports.md:6: port 99999 is not a port; use 1 to 65535"));
}

TEST(BadInput, BackwardsRangeInAHeading) {
  EXPECT_THAT(Refusals("# Ports\n\n## Janua - 4199-4100\n\n- API: 4100\n"),
              ElementsAre("ports.md:3: the range 4199-4100 runs backwards; write the lower port first"));
}

TEST(BadInput, OddCellsAreNotMistakes) {
  const Document document =
      Read(std::string(kTable) + "| - | a |\n| N/A | b |\n| TBD | c |\n| 19xxx | d |\n| 4100 | e |\n| dynamic | f |\n");
  EXPECT_THAT(PortsAndNames(document), ::testing::Contains("4100 e"));
  EXPECT_EQ(document.registry.assignments.size(), 2u);
}

TEST(BadInput, NothingRecognised) {
  EXPECT_THAT(Refusals("# Holidays\n\nWe met in 2019 and 2021.\n"),
              ElementsAre(HasSubstr("nothing in it reads as a port registry")));
}

TEST(BadInput, ByteOrderMarkAndCrLfAreFine) {
  const Document document = Read("\xEF\xBB\xBF| Port | Service |\r\n|---|---|\r\n| 4100 | api |\r\n");
  EXPECT_THAT(Describe(document.registry.assignments), ElementsAre("4100 api||api| :3"));
}

}  // namespace
}  // namespace portlaw::readers
