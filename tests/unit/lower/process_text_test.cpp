// SPDX-License-Identifier: Apache-2.0
#include "agent/kernel/process_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portlaw::kernel {
namespace {

using std::string_view_literals::operator""sv;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(ProcessText, PutsAPathTogetherFromItsEnd) {
  EXPECT_EQ(PathOfComponents("nc\0bin\0usr\0"sv, false), "/usr/bin/nc");
  EXPECT_EQ(PathOfComponents("nc\0bin\0"sv, true), ".../bin/nc");
  EXPECT_EQ(PathOfComponents("", true), "") << "nothing is known";
}

TEST(ProcessText, SplitsACommandLine) {
  EXPECT_THAT(SplitArguments("nc\0-l\0\0-p\0"sv), ElementsAre("nc", "-l", "", "-p"));
  EXPECT_THAT(SplitArguments("nc\0--with-a-lo"sv), ElementsAre("nc", "--with-a-lo"));
  EXPECT_THAT(SplitArguments(""), IsEmpty());
}

}  // namespace
}  // namespace portlaw::kernel
