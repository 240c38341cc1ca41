// SPDX-License-Identifier: Apache-2.0
// portlaw learn on an audit log, as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "tests/unit/cli/audit_log.h"
#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

std::string SampleLog() { return Line(Event("otter-api", 4100)) + Line(Event("otter-web", 4101)); }

TEST(LearnCommand, MakesADraftThatLintReads) {
  const Directory directory;
  directory.Write("audit.jsonl", SampleLog());
  const Outcome outcome = directory.Run({"learn", "--audit-log", "audit.jsonl"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_THAT(outcome.out, HasSubstr("made from 2 events of the audit log (audit.jsonl)"));
  EXPECT_THAT(outcome.out, HasSubstr("\xE2\x80\x94 4100-4199\n"));
  EXPECT_THAT(outcome.out, HasSubstr("binds that are allowed leave no line"));
  directory.Write("PORTS.md", outcome.out);
  const Outcome lint = directory.Run({"lint", "PORTS.md"});
  EXPECT_EQ(lint.exit_code, 0) << lint.out << lint.err;
  const Outcome against = directory.Run({"learn", "--audit-log", "audit.jsonl", "--against", "PORTS.md"});
  EXPECT_EQ(against.exit_code, 0) << against.out << against.err;
  EXPECT_THAT(against.out, HasSubstr("no difference"));
}

TEST(LearnCommand, WritesEveryFormat) {
  const Directory directory;
  directory.Write("audit.jsonl", SampleLog());
  const Outcome yaml = directory.Run({"learn", "--audit-log", "audit.jsonl", "--format", "yaml"});
  EXPECT_THAT(yaml.out, HasSubstr("portlaw: 1\n"));
  EXPECT_THAT(yaml.out, HasSubstr("# - blocks are guesses"));
  const Outcome out = directory.Run({"learn", "--audit-log", "audit.jsonl", "--format", "json"});
  const json draft = json::parse(out.out);
  EXPECT_EQ(draft["blocks"][0]["service"], "Otter");
  EXPECT_EQ(draft["assignments"][1]["source"], json::parse(R"({"file": "audit.jsonl", "line": 2})"));
  EXPECT_EQ(draft["findings"][0]["code"], "learn-draft");
}

TEST(LearnCommand, ReadsTheStandardInputAndSeveralLogs) {
  const Directory directory;
  directory.Write("a.jsonl", Line(Event("otter-api", 4100)));
  directory.Write("b.jsonl", Line(Event("otter-web", 4101)));
  const Outcome outcome =
      directory.Run({"learn", "--audit-log", "a.jsonl", "--audit-log", "-", "--format", "json"}, "b.jsonl");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["assignments"].size(), 2U);
}

TEST(LearnCommand, PassesOverBadLinesAndNamesThem) {
  const Directory directory;
  directory.Write("audit.jsonl", "garbage\n" + SampleLog() + "[1]\n" + std::string(2'000'000, 'x') + "\n" +
                                     Line(Event("heron-api", 4200)) + SampleLog().substr(0, 60));
  const Outcome outcome = directory.Run({"learn", "--audit-log", "audit.jsonl"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("4 lines that are no events are passed over: audit.jsonl:1: is no JSON; "
                                     "audit.jsonl:4: is no JSON object; audit.jsonl:5: is too long; "
                                     "audit.jsonl:7: is torn;"));
  EXPECT_THAT(outcome.out, HasSubstr("| 4200 | heron-api | `heron-api` |"));
}

TEST(LearnCommand, LeavesOutBindsThatFailed) {
  const Directory directory;
  audit::AuditEvent refused = Event("rogue", 4200);
  refused.action = Action::kDeny;
  audit::AuditEvent in_use = Event("late", 4100);
  in_use.reason = Reason::kPortInUse;
  directory.Write("audit.jsonl", SampleLog() + Line(refused) + Line(in_use));
  const Outcome outcome = directory.Run({"learn", "--audit-log", "audit.jsonl"});
  EXPECT_THAT(outcome.out, HasSubstr("left out: 2 binds that failed"));
  EXPECT_THAT(outcome.out, HasSubstr("late on 4100/tcp and rogue on 4200/tcp"));
  EXPECT_THAT(directory.Run({"learn", "--audit-log", "audit.jsonl", "--refused"}).out, HasSubstr("| 4200 | rogue |"));
}

TEST(LearnCommand, ComparesWithARegistry) {
  const Directory directory;
  directory.Write("PORTS.md",
                  "# Ports\n\n| Port | Service | Container |\n|---|---|---|\n| 4100 | API | otter-api |\n"
                  "| 4101 | Mail | heron-mail |\n");
  directory.Write("audit.jsonl", SampleLog());
  const Outcome text = directory.Run({"learn", "--audit-log", "audit.jsonl", "--against", "PORTS.md"});
  EXPECT_EQ(text.exit_code, 1) << text.err;
  EXPECT_THAT(text.out, HasSubstr("somebody-elses  4101"));
  EXPECT_THAT(text.out, HasSubstr("container otter-web"));
  EXPECT_THAT(text.out, HasSubstr("binds that are allowed leave no line"));
  const Outcome out =
      directory.Run({"learn", "--audit-log", "audit.jsonl", "--against", "PORTS.md", "--format", "json"});
  EXPECT_EQ(json::parse(out.out)["summary"]["somebody-elses"], 1);
  const Outcome table =
      directory.Run({"learn", "--audit-log", "audit.jsonl", "--format", "markdown", "--against", "PORTS.md"});
  EXPECT_THAT(table.out, HasSubstr("| 4101 | tcp | container otter-web | "));
}

TEST(LearnCommand, SaysThatThereIsNothing) {
  const Directory directory;
  directory.Write("empty.jsonl", "");
  const Outcome outcome = directory.Run({"learn", "--audit-log", "empty.jsonl"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("nothing to make a registry of in 0 events of the audit log (empty.jsonl)"));
}

TEST(LearnCommand, WhatCannotRunIsTwo) {
  const Directory directory;
  directory.Write("audit.jsonl", SampleLog());
  directory.Write("audit.jsonl.gz", "\x1f\x8b\x08 not really");
  const auto error_of = [&](const std::vector<std::string>& arguments) {
    const Outcome outcome = directory.Run(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    EXPECT_THAT(outcome.out, IsEmpty());
    return outcome.err;
  };
  EXPECT_THAT(error_of({"learn", "--audit-log", "missing.jsonl"}), HasSubstr("missing.jsonl: cannot be read"));
  EXPECT_THAT(error_of({"learn", "--audit-log", "."}), HasSubstr("is a directory"));
  EXPECT_THAT(error_of({"learn", "--audit-log", "audit.jsonl.gz"}), HasSubstr("is compressed; unpack it: zcat"));
  EXPECT_THAT(error_of({"learn", "--audit-log", "audit.jsonl", "--format", "text"}),
              HasSubstr("use --format markdown, yaml or json"));
  EXPECT_THAT(error_of({"learn", "--audit-log", "audit.jsonl", "--against", "missing.md"}), HasSubstr("missing.md"));
}

}  // namespace
}  // namespace portlaw::cli_test
