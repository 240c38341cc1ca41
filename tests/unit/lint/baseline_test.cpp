// SPDX-License-Identifier: Apache-2.0
#include "policy/lint/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portlaw {
namespace {

Finding Make(std::string message, int line, std::string code = "duplicate-assignment") {
  return {Severity::kError, std::move(code), std::move(message), {"docs/ports.md", line}, {}};
}

TEST(Baseline, KnowsItsOwnFindingsWhenLinesHaveMoved) {
  const std::string text = WriteBaseline({Make("4210 is given twice (line 12)", 10), Make("one", 11), Make("one", 12)});
  const auto result = CompareWithBaseline({Make("4210 is given twice (line 99)", 90), Make("one", 91), Make("one", 92)},
                                          text, "base.json");
  ASSERT_TRUE(result);
  EXPECT_THAT(result->fresh, testing::IsEmpty());
  EXPECT_EQ(result->known, 3U);
  EXPECT_EQ(result->gone, 0U);
}

TEST(Baseline, LetsNothingNewThrough) {
  const std::string text = WriteBaseline({Make("one", 1)});
  const Finding again = Make("one", 2);  // the same once more is new
  const Finding other_code = Make("one", 3, "contested-port");
  Finding other_file = Make("one", 4);
  other_file.source.file = "docs/other.md";
  const auto result = CompareWithBaseline({Make("one", 1), again, other_code, other_file}, text, "base.json");
  ASSERT_TRUE(result);
  EXPECT_THAT(result->fresh, testing::ElementsAre(again, other_code, other_file));
}

TEST(Baseline, CountsWhatIsGone) {
  const auto result = CompareWithBaseline({}, WriteBaseline({Make("one", 1), Make("two", 2)}), "base.json");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->gone, 2U);
}

TEST(Baseline, AnEmptyOneIsABaseline) {
  const auto result = CompareWithBaseline({Make("one", 1)}, WriteBaseline({}), "base.json");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->fresh.size(), 1U);
}

TEST(Baseline, RefusesOtherFiles) {
  for (const char* text : {"", "{", "[]", "{}", R"({"findings": 1})", R"({"findings": [{"file": 1}]})", "\xff\xfe"}) {
    const auto result = CompareWithBaseline({}, text, "base.json");
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().source.file, "base.json");
    EXPECT_FALSE(result.error().advice.empty());
  }
}

TEST(Baseline, HostileMessagesMakeValidJson) {
  const Finding finding = Make("name \"\n\xff\" \x1b[31m", 1);
  const auto result = CompareWithBaseline({finding}, WriteBaseline({finding}), "base.json");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->known, 1U);
}

}  // namespace
}  // namespace portlaw
