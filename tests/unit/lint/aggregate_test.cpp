// SPDX-License-Identifier: Apache-2.0
// Findings that are one problem are told as one, with a count.
#include "policy/lint/aggregate.h"

#include <string>

#include "tests/unit/lint/lint_test.h"

namespace portlaw::lint_test {
namespace {

ToldFindings Told(const Builder& doc) { return Aggregate(Lint({doc.registry()})); }

TEST(Aggregate, NotesOnManyPortsOfADocumentAreOne) {
  Builder doc;
  doc.Section("North").Row(81, "a");
  doc.Row(82, "b");
  doc.Section("South").Row(83, "c");
  const ToldFindings told = Told(doc);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(ToString(told[0].finding.source), "ports.md:1");
  EXPECT_THAT(told[0].finding.message, HasSubstr("a (81)"));
  EXPECT_EQ(told[0].count, 3U);
  EXPECT_THAT(told[0].alike, ElementsAre(Source{"ports.md", 2}, Source{"ports.md", 3}));
}

TEST(Aggregate, DocumentsStayApart) {
  Builder one("one.md");
  one.Row(81, "a");
  Builder two("two.md");
  two.Row(82, "b");
  EXPECT_EQ(Aggregate(Lint({one.registry(), two.registry()})).size(), 2U);
}

TEST(Aggregate, UnreadRowsOfTwoTablesStayApart) {
  const auto unread = [](int line) {
    return Finding{Severity::kWarning, "unread-rows", "2 rows from here on", {"ports.md", line}, {}};
  };
  EXPECT_EQ(Aggregate({unread(3), unread(9)}).size(), 2U);
  const auto other = [](int line) {
    return Finding{Severity::kWarning, "assumed-host", "a guess", {"ports.md", line}, {}};
  };
  EXPECT_EQ(Aggregate({other(3), other(9)}).size(), 1U);
}

TEST(Aggregate, OnePortGivenToFourIsOneAndAnotherPortAnother) {
  Builder doc;
  for (const char* name : {"minerva", "omo", "cockpit", "ecos"}) doc.Row(8765, name);
  doc.Row(8766, "kairon");
  doc.Row(8766, "runtime");
  const ToldFindings told = Told(doc);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].finding.message, "8765 is given to omo, but minerva has it already");
  EXPECT_EQ(told[0].count, 3U);
  EXPECT_EQ(told[1].finding.message, "8766 is given to runtime, but kairon has it already");
  EXPECT_EQ(told[1].count, 1U);
}

TEST(Aggregate, RowsInOneForeignBlockAreOne) {
  Builder doc;
  doc.AddBlock({4200, 4299}, "Enclii");
  doc.Row(4205, "deal-sniper");
  doc.Row(4206, "bookworm");
  doc.AddBlock({4300, 4399}, "Janua");
  doc.Row(4305, "bookworm-cache");
  const ToldFindings told = Told(doc);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].count, 2U);
  EXPECT_EQ(told[1].count, 1U);
}

TEST(Aggregate, WhatConflictsWithDifferentRowsStaysApart) {
  Builder doc;
  doc.Row(8081, "harbor");
  doc.Row(8082, "quarry");
  doc.Row(8081, "kiln");
  doc.Row(8082, "mill");
  EXPECT_EQ(Told(doc).size(), 2U);
}

// One line of data may say the same of many.
TEST(Aggregate, OneLineIsNamedOnce) {
  const Finding finding{Severity::kError, "duplicate-assignment", "8765", {"ports.yaml", 25}, {{"ports.yaml", 25}}};
  const ToldFindings told = Aggregate({finding, finding, finding});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].count, 3U);
  EXPECT_THAT(told[0].alike, IsEmpty());
}

TEST(Aggregate, LinesAreBoundedTheCountIsNot) {
  Builder doc;
  for (Port port = 700; port < 800; ++port) doc.Row(port, "service-" + std::to_string(port));
  const ToldFindings told = Told(doc);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].count, 100U);
  EXPECT_EQ(told[0].alike.size(), kMaxAlike);
}

// As many findings as ranges, where there were as many as pairs.
TEST(Aggregate, RangesThatAllOverlapAreFindingsInProportionToRanges) {
  constexpr Port kRanges = 2776;
  Builder doc;
  for (Port i = 0; i < kRanges; ++i) {
    const auto first = static_cast<Port>(2000 + i);
    doc.AddBlock({first, static_cast<Port>(first + 5000)}, "service-" + std::to_string(i));
  }
  const Findings all = FindingsOf("overlapping-ranges", {doc.registry()});
  EXPECT_EQ(all.size(), kRanges - 1U);
  for (const Finding& finding : all) ASSERT_LE(finding.related.size(), 8U);
  EXPECT_LE(Aggregate(all).size(), all.size());
}

}  // namespace
}  // namespace portlaw::lint_test
