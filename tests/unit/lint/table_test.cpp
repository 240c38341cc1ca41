// SPDX-License-Identifier: Apache-2.0
// The table of checks, the order of findings, and documents that are large or hostile.
#include <algorithm>
#include <set>

#include "policy/lint/range_index.h"
#include "tests/unit/lint/lint_test.h"

namespace portlaw::lint_test {
namespace {

TEST(LintChecks, EveryCodeIsUniqueAndExplained) {
  std::set<std::string_view> codes;
  for (const LintCheck& check : LintChecks()) {
    EXPECT_TRUE(codes.insert(check.code).second) << check.code;
    for (std::string_view text : {check.summary, check.why, check.mend}) EXPECT_GT(text.size(), 15U) << check.code;
  }
}

TEST(Lint, SortsByPlaceThenCode) {
  Builder doc;
  doc.Reserve({80, 90}, "web");
  doc.Row(81, "a");
  doc.Row(81, "b");
  std::vector<std::string> found;
  for (const Finding& finding : Lint({doc.registry()})) found.push_back(ToString(finding.source) + " " + finding.code);
  EXPECT_THAT(found,
              ElementsAre("ports.md:2 assigned-reserved", "ports.md:2 privileged-port", "ports.md:3 assigned-reserved",
                          "ports.md:3 duplicate-assignment", "ports.md:3 privileged-port"));
}

TEST(Lint, AnEmptyRegistryHasNoFindings) {
  EXPECT_THAT(Lint({}), IsEmpty());
  EXPECT_THAT(Lint({Registry{}, Registry{}}), IsEmpty());
}

// A document whose rows all meet must not make lint quadratic: the number of related places is bounded.
TEST(Lint, BoundsWhatItSaysAboutOnePort) {
  Builder doc;
  for (int i = 0; i < 20000; ++i) doc.Row(4000, "service-" + std::to_string(i));
  const Findings found = FindingsOf("duplicate-assignment", {doc.registry()});
  EXPECT_EQ(found.size(), 19999U);
  EXPECT_TRUE(std::all_of(found.begin(), found.end(), [](const Finding& f) { return f.related.size() <= 8; }));
}

TEST(RangeIndex, AgreesWithAPlainSearch) {
  std::vector<PortRange> ranges;
  unsigned state = 1;
  const auto next = [&state] { return state = state * 1103515245U + 12345U; };
  for (int i = 0; i < 300; ++i) {
    const Port first = static_cast<Port>(1 + (next() >> 16) % 2000);
    ranges.push_back({first, static_cast<Port>(first + (next() >> 16) % (i % 10 == 0 ? 1500 : 12))});
  }
  const lint::RangeIndex index(ranges);
  for (Port port = 1; port < 4000; port += 7) {
    const PortRange wanted{port, static_cast<Port>(port + port % 31)};
    std::set<std::size_t> expected;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      if (ranges[i].Overlaps(wanted)) expected.insert(i);
    }
    std::set<std::size_t> found;
    index.Overlapping(wanted, [&](std::size_t place) { return found.insert(place).second; });
    ASSERT_EQ(found, expected) << ToString(wanted);
  }
}

TEST(RangeIndex, StopsWhenToldTo) {
  const lint::RangeIndex index({{1, 10}, {2, 10}, {3, 10}});
  int visits = 0;
  index.Overlapping({5, 5}, [&](std::size_t) { return ++visits < 2; });
  EXPECT_EQ(visits, 2);
}

}  // namespace
}  // namespace portlaw::lint_test
