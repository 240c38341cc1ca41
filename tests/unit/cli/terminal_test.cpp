// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <cstdlib>

namespace portlaw::cli {
namespace {

class PaintTest : public testing::Test {
 protected:
  PaintTest() {
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("NO_COLOR");
    EXPECT_EQ(::openpty(&controller_, &terminal_, nullptr, nullptr, nullptr), 0);
  }
  ~PaintTest() override {
    ::unsetenv("NO_COLOR");
    ::close(controller_);
    ::close(terminal_);
  }

  std::string Painted(int descriptor) { return PaintFor(descriptor)(Tone::kBad, "refused"); }

  int controller_ = -1;
  int terminal_ = -1;
};

TEST_F(PaintTest, ColoursOnATerminalAlone) {
  EXPECT_THAT(Painted(terminal_), testing::AllOf(testing::StartsWith("\x1b["), testing::HasSubstr("31m"),
                                                 testing::HasSubstr("refused"), testing::EndsWith("\x1b[0m")));
  EXPECT_EQ(PaintFor(terminal_)(Tone::kPlain, "as it is"), "as it is");
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  EXPECT_EQ(Painted(pipe[1]), "refused");
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST_F(PaintTest, RespectsNoColorAndDumbTerminals) {
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_EQ(Painted(terminal_), "refused");
  ::setenv("NO_COLOR", "", 1);
  EXPECT_NE(Painted(terminal_), "refused") << "set, but empty";
  ::setenv("TERM", "dumb", 1);
  EXPECT_EQ(Painted(terminal_), "refused");
}

}  // namespace
}  // namespace portlaw::cli
