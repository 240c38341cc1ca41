// SPDX-License-Identifier: Apache-2.0
#include "policy/text/yaml_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/decide/settings.h"

namespace portlaw {
namespace {

using ::testing::HasSubstr;

TEST(CheckYamlText, TakesTextOfAnyLanguage) {
  EXPECT_TRUE(CheckYamlText("mode: audit\r\n# порт, 端口\t\xc2\xa0\n", "s.yaml"));
  EXPECT_TRUE(CheckYamlText("", "s.yaml"));
}

TEST(CheckYamlText, NamesTheLineOfWhatIsNoText) {
  const std::string_view texts[] = {std::string_view("a: 1\nb: \0", 9), "a: 1\nb: \x04", "a: 1\nb: \x7f",
                                    "a: 1\nb: \xc2\x9b"};
  for (const std::string_view text : texts) {
    const auto checked = CheckYamlText(text, "s.yaml");
    ASSERT_FALSE(checked);
    EXPECT_THAT(ToString(checked.error()), HasSubstr("s.yaml:2: has the control character"));
  }
  EXPECT_THAT(ToString(CheckYamlText("\xff\xfe", "s.yaml").error()), HasSubstr("s.yaml:1: is not valid UTF-8"));
}

// Found by fuzzing: yaml-cpp 0.7 never returns from this one.
TEST(ParseSettings, RefusesAZeroByteWithinBraces) {
  using namespace std::string_literals;
  const auto settings = ParseSettings("services:\n  pear: {mode: enforce\x01\0\0\0\0\0\0\0ck: warn}\n"s, "s.yaml");
  ASSERT_FALSE(settings);
  EXPECT_THAT(ToString(settings.error().front()), HasSubstr("s.yaml:2:"));
}

}  // namespace
}  // namespace portlaw
