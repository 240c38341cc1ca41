// SPDX-License-Identifier: Apache-2.0
// portlaw's own form.
#include "tests/unit/readers/reading.h"

namespace portlaw::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(OwnForm, ReadsEveryFieldOfTheModel) {
  const Registry registry = ReadData("workshop.yaml").registry;
  EXPECT_THAT(Describe(registry.assignments),
              ElementsAre("7200 API|lathe-api|Lathe|Orders :4", "7210-7213 Workers|lathe-worker-{n}|Lathe| :9",
                          "5353/udp ||mdns| @bench :14", "8080 ||lookup| ->80 internal :18"));
  EXPECT_THAT(Describe(registry.blocks),
              ElementsAre("7200-7299 Lathe of Machines :23", "7200-7299 Chuck of  in Lathe :24"));
  EXPECT_THAT(Describe(registry.groups), ElementsAre("7000-7999 Machines, Lathe, Mill :26"));
  EXPECT_THAT(Describe(registry.reserved),
              ElementsAre("7000-7099 never: AirPlay :28", "7900-7999 future: A second mill :29"));
  EXPECT_THAT(Describe(registry.migrations), ElementsAre("Lathe: 5200 -> 7200 :31"));
  EXPECT_THAT(Describe(registry.offsets), ElementsAre("+0-0 API :33", "+10-19 Workers :34"));
  EXPECT_THAT(Describe(registry.redis), ElementsAre("3 Lathe: Queue :36"));
  EXPECT_THAT(Describe(registry.variables), ElementsAre("LATHE_PORT=7200 :38"));
}

TEST(OwnForm, TakesTheSourceThatAnItemStates) {
  const Document document =
      Read("portlaw: 1\nassignments:\n- {first: 80, service: a, source: {file: b.md, line: 7}}\n", "r.yaml");
  ASSERT_EQ(document.registry.assignments.size(), 1u);
  EXPECT_EQ(document.registry.assignments[0].source, (Source{"b.md", 7}));
}

TEST(OwnForm, ReadsTheJsonOfShow) {
  const Document document = Read(
      R"({"assignments":[{"first":4100,"last":4100,"protocol":"tcp","label":"API","container":"janua-api",)"
      R"("service":"Janua","purpose":"","host":null,"exposure":"host","source":{"file":"p.md","line":3}}],"findings":[]})",
      "r.json");
  EXPECT_THAT(Describe(document.registry.assignments), ElementsAre("4100/tcp API|janua-api|Janua| :3"));
}

TEST(OwnForm, ReportsAllMistakesAtOnceWithTheirLines) {
  const Lines lines = Refusals(
      "portlaw: 1\n"
      "assignments:\n"
      "- first: 70000\n"
      "  service: a\n"
      "- {first: 90, last: 80, service: b}\n"
      "- {first: 91, sevice: c}\n"
      "reserved:\n"
      "- {first: 1, kind: perhaps}\n"
      "gropus: []\n",
      "r.yaml");
  EXPECT_THAT(lines, ElementsAre("r.yaml:3: port '70000' is not a port; use 1 to 65535",
                                 "r.yaml:5: the range 90-80 runs backwards; write the lower port first",
                                 ::testing::HasSubstr("r.yaml:6: the key 'sevice' is not known here"),
                                 ::testing::HasSubstr("r.yaml:6: this assignment names nobody"),
                                 "r.yaml:8: 'perhaps' is no value of 'kind'; use one of never, future",
                                 ::testing::HasSubstr("r.yaml:9: the key 'gropus' is not known")));
}

}  // namespace
}  // namespace portlaw::readers
