// SPDX-License-Identifier: Apache-2.0
#include "policy/check/interpolate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portlaw::check {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Interpolate, SubstitutesAsComposeDoes) {
  const Variables variables = {{"A", "1"}, {"E", ""}};
  const auto text = [&](const char* from) { return Interpolate(from, variables).text; };
  EXPECT_EQ(text("x$A-${A}y"), "x1-1y");
  EXPECT_EQ(text("$$A $${A}"), "$A ${A}");
  EXPECT_EQ(text("${E-d}|${E:-d}|${N-d}|${N:-d}|${N:-}"), "|d|d|d|");
  EXPECT_EQ(text("${A+r}|${E+r}|${E:+r}|${N+r}"), "r|r||");
  EXPECT_EQ(text("${N:-${M:-${A}}}"), "1");
  EXPECT_EQ(text("cost: 5$"), "cost: 5$");
  EXPECT_EQ(text("$ {A}"), "$ {A}");
}

TEST(Interpolate, TellsWhatIsMissing) {
  EXPECT_THAT(Interpolate("${N}$M${A:?no A}${B?}", {}).unset, ElementsAre("N", "M"));
  EXPECT_THAT(Interpolate("${A:?no A}${B?}", {}).refused, ElementsAre("A: no A", "B"));
}

TEST(Interpolate, RefusesWhatCannotBeRead) {
  for (const char* text : {"${", "${A", "${}", "${-x}", "${A!}", "${A:}", "${A b}"}) {
    EXPECT_TRUE(Interpolate(text, {{"A", "1"}}).malformed) << text;
  }
}

TEST(Interpolate, BoundsNesting) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "${N:-";
  text += "4100" + std::string(100000, '}');
  EXPECT_TRUE(Interpolate(text, {}).malformed);
}

TEST(ParseEnvFile, ReadsTheUsualForms) {
  const Variables variables = ParseEnvFile(
      "# comment\r\n"
      "A=1\n"
      "export B = two \n"
      "C=\"with ${A} inside\" # behind\n"
      "D='as ${A} is'\n"
      "E=5 # behind\n"
      "F=\n"
      "no assignment\n"
      "A=2",
      {{"X", "outer"}});
  EXPECT_THAT(variables, ElementsAre(Pair("A", "2"), Pair("B", "two"), Pair("C", "with 1 inside"),
                                     Pair("D", "as ${A} is"), Pair("E", "5"), Pair("F", "")));
  EXPECT_EQ(ParseEnvFile("Y=$X", {{"X", "outer"}}).at("Y"), "outer");
}

}  // namespace
}  // namespace portlaw::check
