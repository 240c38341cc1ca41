// SPDX-License-Identifier: Apache-2.0
// portlaw lint as scripts see it: output and exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr char kGood[] =
    "# Ports\n\n"
    "### Otter (Accounts) - 4100-4199\n\n"
    "| Port | Service | Container | Purpose |\n|---|---|---|---|\n"
    "| 4100 | API | otter-api | accounts |\n"
    "| 4101 | Web | otter-web | sign in |\n";

// As above, with one port twice (line 9) and one privileged.
const std::string kBad = std::string(kGood) + "| 4100 | Docs | otter-docs | manual |\n";

TEST(LintCommand, FineIsZeroAndSaysSo) {
  const Directory directory;
  directory.Write("ports.md", kGood);
  const Outcome outcome = directory.Run({"lint", "ports.md"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "no findings\n");
  EXPECT_EQ(outcome.err, "");
}

TEST(LintCommand, ErrorsAreOne) {
  const Directory directory;
  directory.Write("ports.md", kBad);
  const Outcome outcome = directory.Run({"lint", "ports.md"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.out,
            "ports.md:9: error: duplicate-assignment: 4100 is given to otter-docs, but otter-api has it already\n"
            "  see ports.md:7\n"
            "1 error\n");
}

TEST(LintCommand, WarningsAndNotesAreZero) {
  const Directory directory;
  directory.Write("ports.md", "| Port | Service |\n|---|---|\n| 81 | proxy |\n| 40000 | upload |\n");
  const Outcome outcome = directory.Run({"lint", "ports.md"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("ports.md:3: note: privileged-port: "));
  EXPECT_THAT(outcome.out, HasSubstr("ports.md:4: warning: ephemeral-overlap: "));
  EXPECT_THAT(outcome.out, HasSubstr("1 warning, 1 note\n"));
}

TEST(LintCommand, ManyOfAKindAreOneUnlessAllAreWanted) {
  const Directory directory;
  directory.Write("ports.md",
                  "| Port | Service |\n|---|---|\n| 40000 | upload |\n| 40001 | download |\n| 40002 | index |\n");
  const Outcome told = directory.Run({"lint", "ports.md"});
  EXPECT_EQ(told.out,
            "ports.md:3: warning: ephemeral-overlap: upload (40000) is in Linux's range for outgoing connections, "
            "32768-60999\n  and 2 more like it: lines 4, 5\n1 warning\n");
  EXPECT_THAT(directory.Run({"lint", "ports.md", "--all"}).out, HasSubstr("\n3 warnings\n"));
}

// The baseline knows each finding, so that one more of a kind is new by itself.
TEST(LintCommand, ABaselineIsOfEachFinding) {
  const Directory directory;
  const std::string table = "| Port | Service |\n|---|---|\n| 40000 | upload |\n| 40001 | download |\n";
  directory.Write("ports.md", table);
  EXPECT_EQ(directory.Run({"lint", "ports.md", "--write-baseline", "base.json"}).exit_code, 0);
  directory.Write("ports.md", table + "| 40002 | index |\n");
  const Outcome fresh = directory.Run({"lint", "ports.md", "--baseline", "base.json"});
  EXPECT_THAT(fresh.out, HasSubstr("ephemeral-overlap: index (40002)"));
  EXPECT_THAT(fresh.out, HasSubstr("1 warning; 2 known from the baseline\n"));
}

TEST(LintCommand, LooksAtRegistriesTogether) {
  const Directory directory;
  directory.Write("ports.md", kGood);
  directory.Write("other.md", "| Port | Service |\n|---|---|\n| 4100 | heron |\n");
  EXPECT_EQ(directory.Run({"lint", "other.md"}).exit_code, 0);
  const Outcome outcome = directory.Run({"lint", "ports.md", "other.md"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("error: contested-port: 4100 is given to heron"));
}

TEST(LintCommand, WritesJsonAndSarif) {
  const Directory directory;
  directory.Write("ports.md", kBad);
  const Outcome as_json = directory.Run({"lint", "ports.md", "--format", "json"});
  EXPECT_EQ(as_json.exit_code, 1);
  EXPECT_EQ(json::parse(as_json.out)["findings"][0]["code"], "duplicate-assignment");
  EXPECT_EQ(json::parse(as_json.out)["findings"][0]["source"]["line"], 9);
  const Outcome as_sarif = directory.Run({"lint", "ports.md", "--format", "sarif"});
  EXPECT_EQ(as_sarif.exit_code, 1);
  const json run = json::parse(as_sarif.out)["runs"][0];
  EXPECT_EQ(run["results"][0]["ruleId"], "duplicate-assignment");
  EXPECT_THAT(run["tool"]["driver"]["rules"][0]["help"]["text"].get<std::string>(), HasSubstr("EADDRINUSE"));
}

TEST(LintCommand, ABaselineHidesTheOldAndShowsTheNew) {
  const Directory directory;
  directory.Write("ports.md", kBad);
  EXPECT_EQ(directory.Run({"lint", "ports.md", "--write-baseline", "base.json"}).exit_code, 0);
  directory.Write("ports.md", "\n\n" + kBad);
  const Outcome old = directory.Run({"lint", "ports.md", "--baseline", "base.json"});
  EXPECT_EQ(old.exit_code, 0);
  EXPECT_EQ(old.out, "no findings; 1 known from the baseline\n");
  directory.Write("ports.md", kBad + "| 4101 | Shop | otter-shop | new |\n");
  const Outcome fresh = directory.Run({"lint", "ports.md", "--baseline", "base.json"});
  EXPECT_EQ(fresh.exit_code, 1);
  EXPECT_THAT(fresh.out, HasSubstr("otter-shop"));
  EXPECT_THAT(fresh.out, testing::Not(HasSubstr("otter-docs")));
  directory.Write("ports.md", kGood);
  EXPECT_THAT(directory.Run({"lint", "ports.md", "--baseline", "base.json"}).out, HasSubstr("1 of the baseline"));
}

TEST(LintCommand, ExplainsEveryCodeItLists) {
  const Outcome codes = RunPortlaw({"lint", "--codes"});
  EXPECT_EQ(codes.exit_code, 0);
  EXPECT_THAT(codes.out, HasSubstr("duplicate-assignment (error): "));
  const Outcome explained = RunPortlaw({"lint", "--explain", "duplicate-assignment"});
  EXPECT_EQ(explained.exit_code, 0);
  for (const char* part : {"What: ", "Why:  ", "Mend: "}) EXPECT_THAT(explained.out, HasSubstr(part));
  EXPECT_EQ(RunPortlaw({"lint", "--explain", "no-such-code"}).exit_code, 2);
}

TEST(LintCommand, WhatCannotRunIsTwoWithOneClearMessage) {
  const Directory directory;
  directory.Write("ports.md", kGood);
  directory.Write("bad.json", "{");
  const auto error_of = [&](const std::vector<std::string>& arguments) {
    const Outcome outcome = directory.Run(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments.back();
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_THAT(error_of({"lint", "missing.md"}), HasSubstr("portlaw: missing.md"));
  EXPECT_THAT(error_of({"lint"}), HasSubstr("needs a registry"));
  EXPECT_THAT(error_of({"lint", "ports.md", "--baseline", "bad.json"}), HasSubstr("bad.json"));
  EXPECT_THAT(error_of({"lint", "ports.md", "--baseline", "none.json"}), HasSubstr("none.json"));
  EXPECT_THAT(error_of({"lint", "ports.md", "--write-baseline", "no/such/dir.json"}), HasSubstr("no/such/dir.json"));
  EXPECT_THAT(error_of({"lint", "ports.md", "--format", "xml"}), HasSubstr("xml"));
  EXPECT_THAT(error_of({"lint", "ports.md", "--settings", "none.yaml"}), HasSubstr("none.yaml"));
}

}  // namespace
}  // namespace portlaw::cli_test
