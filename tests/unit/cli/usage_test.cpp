// SPDX-License-Identifier: Apache-2.0
// The command line by itself: help, and what is said about one that makes no sense.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string ErrorOf(const std::vector<std::string>& arguments) {
  const Outcome outcome = RunPortlaw(arguments);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
  EXPECT_THAT(outcome.out, IsEmpty());
  return outcome.err;
}

TEST(Usage, HelpIsFineAndTellsTheExitCodes) {
  for (const char* command :
       {"lint",     "show",   "explain", "check", "next", "diff",      "test",  "learn",  "agent",  "run",
        "oci-hook", "status", "watch",   "scan",  "why",  "preflight", "audit", "reload", "unload", "doctor"}) {
    const Outcome outcome = RunPortlaw({command, "--help"});
    EXPECT_EQ(outcome.exit_code, 0) << command;
    EXPECT_THAT(outcome.out, HasSubstr("Usage: portlaw " + std::string(command))) << command;
    EXPECT_THAT(outcome.out, HasSubstr("Exit code: ")) << command;
    EXPECT_THAT(outcome.err, IsEmpty()) << command;
  }
  EXPECT_THAT(RunPortlaw({"--help"}).out, HasSubstr("Exit code: 0 fine;"));
}

TEST(Usage, ACommandThatThereIsNot) {
  EXPECT_EQ(ErrorOf({"lnt"}), "portlaw: there is no command \"lnt\"; did you mean lint? `portlaw --help` lists them\n");
  EXPECT_THAT(ErrorOf({"x\x1b[2J"}), StartsWith("portlaw: there is no command \"x\\x1b[2J\"; "));
}

TEST(Usage, WhatIsMissingOrTooMuchIsNamed) {
  EXPECT_EQ(ErrorOf({"show"}), "portlaw: REGISTRY is required; `portlaw show --help` says more\n");
  EXPECT_EQ(ErrorOf({"audit", "query"}), "portlaw: LOG is required; `portlaw audit query --help` says more\n");
  EXPECT_THAT(ErrorOf({}), StartsWith("portlaw: A subcommand is required"));
  EXPECT_THAT(ErrorOf({"lint", "--bogus"}), HasSubstr("--bogus"));
  EXPECT_THAT(ErrorOf({"lint", "x", "--format", "xml"}), HasSubstr("{text,json,sarif}"));
}

}  // namespace
}  // namespace portlaw::cli_test
