// SPDX-License-Identifier: Apache-2.0
#include "policy/text/printable.h"

#include <gtest/gtest.h>

namespace portlaw {
namespace {

TEST(Printable, LeavesTextOfAnyLanguageAsItIs) {
  for (const char* text : {"", "janua-api", "порт 4100", "端口 4100", "Größe", "🚪"}) EXPECT_EQ(Printable(text), text);
}

TEST(Printable, EscapesWhatATerminalWouldActOn) {
  EXPECT_EQ(Printable("a\nb\r\tc"), "a\\nb\\r\\tc");
  EXPECT_EQ(Printable("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(Printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(Printable("\x7f"), "\\x7f");
  EXPECT_EQ(Printable("\xc2\x9b"
                      "31m"),
            "\\u{9b}31m");  // CSI as one character
  EXPECT_EQ(Printable("a\xe2\x80\xae"
                      "b"),
            "a\\u{202e}b");  // right-to-left override
  EXPECT_EQ(Printable("a\xe2\x80\xa8"
                      "b"),
            "a\\u{2028}b");  // line separator
  EXPECT_EQ(Printable("a\xf3\xa0\x81\x81"
                      "b"),
            "a\\u{e0041}b");             // a tag character
  EXPECT_EQ(Printable("\\n"), "\\\\n");  // what looks escaped is told apart
}

TEST(Printable, EscapesEveryByteThatIsNotUtf8) {
  EXPECT_EQ(Printable("a\xff"
                      "b"),
            "a\\xffb");
  EXPECT_EQ(Printable("\xc0\xaf"), "\\xc0\\xaf");                    // overlong '/'
  EXPECT_EQ(Printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // a surrogate
  EXPECT_EQ(Printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // past U+10FFFF
  EXPECT_EQ(Printable("\xe2\x82"), "\\xe2\\x82");                    // cut off
  EXPECT_EQ(Printable("\x80"), "\\x80");
}

TEST(Printable, NeverIsLongerThanAskedForAndNeverCutsWithinACharacter) {
  const std::string text =
      "ab\n\xe2\x82\xac\xff\xf0\x9f\x9a\xaa"
      "cd";
  for (std::size_t max = 0; max < 40; ++max) {
    const std::string result = Printable(text, max);
    EXPECT_LE(result.size(), max);
    for (std::string_view rest = result; !rest.empty();) {
      const Utf8Character character = FirstCharacter(rest);
      ASSERT_TRUE(character.valid) << max;
      rest.remove_prefix(character.bytes);
    }
  }
  EXPECT_EQ(Printable(std::string(65536, 'x'), 10), "xxxxxxx...");
  EXPECT_EQ(Printable("exactly-10", 10), "exactly-10");
}

}  // namespace
}  // namespace portlaw
