// SPDX-License-Identifier: Apache-2.0
// portlaw audit query and verify, as a user runs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "agent/audit/log_chain.h"
#include "tests/unit/cli/audit_log.h"
#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Two rotated files: the first has two events of otter-api and one of heron-web, the second a refused one.
class AuditCommand : public testing::Test {
 protected:
  AuditCommand() {
    directory_.Write("audit.jsonl.1", Line(Event("otter-api", 4100, 0)) + Line(Event("heron-web", 4200, 60)) +
                                          Line(Event("otter-api", 4101, 120)));
    audit::AuditEvent refused = Event("heron-web", 4100, 180);
    refused.action = Action::kDeny;
    refused.reason = Reason::kForeign;
    refused.suppressed = 9;
    directory_.Write("audit.jsonl", Line(refused));
  }

  Outcome Query(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"audit", "query", "audit.jsonl.1", "audit.jsonl"});
    return directory_.Run(arguments);
  }

  Directory directory_;
};

TEST_F(AuditCommand, QueryPrintsTheEventsOfAllFilesInOrder) {
  const Outcome outcome = Query({});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            "2026-11-01T00:00:00.000000000Z warn unallocated 4100/tcp otter-api bound 4100\n"
            "2026-11-01T00:01:00.000000000Z warn unallocated 4200/tcp heron-web bound 4200\n"
            "2026-11-01T00:02:00.000000000Z warn unallocated 4101/tcp otter-api bound 4101\n"
            "2026-11-01T00:03:00.000000000Z deny foreign 4100/tcp heron-web bound 4100 (and 9 more like it)\n");
}

TEST_F(AuditCommand, QueryFilters) {
  EXPECT_THAT(Query({"--container", "otter-api"}).out, Not(HasSubstr("heron-web")));
  EXPECT_THAT(Query({"--action", "deny"}).out, HasSubstr("deny foreign 4100/tcp"));
  EXPECT_THAT(Query({"--action", "deny"}).out, Not(HasSubstr("warn")));
  EXPECT_THAT(Query({"--port", "4101", "--port", "4200-4299"}).out, Not(HasSubstr("4100/tcp")));
  EXPECT_THAT(Query({"--reason", "reserved"}).out, IsEmpty());
  EXPECT_EQ(Query({"--reason", "reserved"}).exit_code, 0);
  EXPECT_THAT(Query({"--since", "2026-11-01T00:02:30Z"}).out, Not(HasSubstr("otter-api")));
  EXPECT_THAT(Query({"--until", "2026-11-01T01:01:00+01:00"}).out, Not(HasSubstr("heron-web")));
  EXPECT_THAT(Query({"--limit", "1"}).out, Not(HasSubstr("heron-web")));
  EXPECT_THAT(Query({"--process", "node", "--port", "4200"}).out, HasSubstr("heron-web"));
  EXPECT_THAT(Query({"--process", "vite"}).out, IsEmpty());
}

TEST_F(AuditCommand, QueryDrawsATimeline) {
  const Outcome outcome = Query({"--timeline", "--container", "heron-web"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("2026-11-01 00:03:00  10  ###"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b")));  // no terminal
  EXPECT_THAT(outcome.out,
              HasSubstr("The events that were read, matching or not, are from 2026-11-01T00:00:00.000000000Z to "));
}

TEST_F(AuditCommand, QueryWritesCsvAndAPage) {
  const Outcome csv = Query({"--format", "csv", "--action", "deny"});
  EXPECT_THAT(csv.out, HasSubstr("\r\n2026-11-01T00:03:00.000000000Z,deny,foreign,4100,tcp,host,heron-web,"));
  EXPECT_THAT(Query({"--format", "csv", "--action", "would-deny"}).out, HasSubstr("time,action,"));
  EXPECT_THAT(Query({"--format", "csv", "--top", "port"}).out,
              HasSubstr("port,binds,events,suppressed,first,last\r\n4100/tcp,11,2,9,"));
  const Outcome page = Query({"--format", "html"});
  EXPECT_EQ(page.exit_code, 0) << page.err;
  EXPECT_THAT(page.out, HasSubstr("<h1>audit.jsonl.1, audit.jsonl</h1>"));
  EXPECT_THAT(page.out, HasSubstr("deny, foreign: 10 times"));
}

TEST_F(AuditCommand, QueryReadsEmptyLogs) {
  directory_.Write("empty.jsonl", "");
  for (const std::vector<std::string>& options : std::vector<std::vector<std::string>>{
           {}, {"--top", "port"}, {"--timeline"}, {"--format", "csv"}, {"--format", "html"}}) {
    std::vector<std::string> words{"audit", "query", "empty.jsonl"};
    words.insert(words.end(), options.begin(), options.end());
    const Outcome outcome = directory_.Run(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
  }
}

TEST_F(AuditCommand, QueryWritesTheLinesAsJson) {
  const Outcome outcome = Query({"--format", "json", "--action", "deny"});
  EXPECT_EQ(outcome.out, directory_.Read("audit.jsonl"));
}

TEST_F(AuditCommand, QueryNeverSendsAControlCharacterToTheTerminal) {
  directory_.Write("hostile.jsonl", json::parse(Line(Event("a\x1b[2J\x9b", 1))).dump(-1, ' ', false) + "\n");
  for (const char* format : {"text", "json"}) {
    const Outcome outcome = directory_.Run({"audit", "query", "hostile.jsonl", "--format", format});
    EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b")));
    EXPECT_EQ(outcome.exit_code, 0);
  }
}

TEST_F(AuditCommand, QueryCounts) {
  const Outcome text = Query({"--count-by", "container"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, HasSubstr("4 events (1 deny, 0 would-deny, 3 warn) and 9 more suppressed; 2 different\n"));
  EXPECT_EQ(text.out, Query({"--top", "container"}).out);
  const json counts = json::parse(Query({"--count-by", "container", "--format", "json"}).out);
  EXPECT_EQ(counts["count_by"], "container");
  EXPECT_EQ(counts["counts"][0], json::parse(R"({"value": "heron-web", "binds": 11, "events": 2, "suppressed": 9,
    "last": "2026-11-01T00:03:00.000000000Z"})"));
  EXPECT_EQ(counts["events"], 4);
  for (const auto& [key, first] : std::map<std::string, std::string>{{"port", "4100/tcp"},
                                                                     {"reason", "foreign"},
                                                                     {"action", "deny"},
                                                                     {"process", "/usr/bin/node"},
                                                                     {"service", "-"}}) {
    const json out = json::parse(Query({"--count-by", key, "--format", "json", "--limit", "1"}).out);
    ASSERT_EQ(out["counts"].size(), 1U);
    EXPECT_EQ(out["counts"][0]["value"], first);
  }
}

TEST_F(AuditCommand, QueryPassesOverWhatIsNoEventAndSaysSo) {
  directory_.Write("bad.jsonl", "nonsense\n" + Line(Event("otter-api", 4100)));
  const Outcome outcome = directory_.Run({"audit", "query", "bad.jsonl"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("otter-api"));
  EXPECT_THAT(outcome.err, HasSubstr("1 line that is no event is passed over, the first at bad.jsonl:1"));
}

TEST_F(AuditCommand, ReadsTheStandardInput) {
  EXPECT_THAT(directory_.Run({"audit", "query", "-"}, "audit.jsonl").out, HasSubstr("deny foreign"));
  EXPECT_EQ(directory_.Run({"audit", "verify", "-"}, "audit.jsonl").exit_code, 0);
}

TEST_F(AuditCommand, WhatCannotRunIsTwo) {
  directory_.Write("packed.gz", "\x1f\x8b\x08");
  const auto error_of = [&](const std::vector<std::string>& arguments) {
    const Outcome outcome = directory_.Run(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    return outcome.err;
  };
  EXPECT_THAT(error_of({"audit", "query", "missing"}), HasSubstr("missing: cannot be read"));
  EXPECT_THAT(error_of({"audit", "verify", "missing"}), HasSubstr("missing: cannot be read"));
  EXPECT_THAT(error_of({"audit", "verify", "packed.gz"}), HasSubstr("is compressed"));
  EXPECT_THAT(error_of({"audit", "query", "audit.jsonl", "--since", "yesterday"}), HasSubstr("2h"));
  EXPECT_THAT(error_of({"audit", "query", "audit.jsonl", "--port", "70000"}), HasSubstr("write 4100 or 4100-4199"));
  EXPECT_THAT(error_of({"audit", "query", "audit.jsonl", "--action", "kill"}), HasSubstr("would-deny"));
  EXPECT_THAT(error_of({"audit", "query", "audit.jsonl", "--reason", "why"}), HasSubstr("dynamic-listen"));
  error_of({"audit", "query", "audit.jsonl", "--count-by", "moon"});
  error_of({"audit", "query", "audit.jsonl", "--top", "port", "--timeline"});
  EXPECT_THAT(error_of({"audit", "query", "audit.jsonl", "--timeline", "--format", "html"}), HasSubstr("one page"));
  error_of({"audit"});
}

TEST_F(AuditCommand, VerifyIsFineWithWhatTheAgentWrites) {
  const Outcome outcome = directory_.Run({"audit", "verify", "audit.jsonl.1", "audit.jsonl"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_EQ(outcome.out,
            "4 lines, 4 events (3 warn, 1 deny, 0 would-deny), 9 more suppressed; from 2026-11-01T00:00:00.000000000Z "
            "to 2026-11-01T00:03:00.000000000Z; 0 findings\nno line is chained to the one before\n");
}

TEST_F(AuditCommand, VerifyNamesTheLinesThatAreWrong) {
  directory_.Write("bad.jsonl", directory_.Read("audit.jsonl") + "nonsense\n" + Line(Event("a", 1, 0)) + "{\"time\":");
  const Outcome outcome = directory_.Run({"audit", "verify", "bad.jsonl"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("bad.jsonl:2: error: malformed-line: is no JSON\n"));
  EXPECT_THAT(outcome.out, HasSubstr("bad.jsonl:3: error: time-backwards: "));
  EXPECT_THAT(outcome.out, HasSubstr("bad.jsonl:4: error: torn-line: "));
  const json out = json::parse(directory_.Run({"audit", "verify", "bad.jsonl", "--format", "json"}).out);
  EXPECT_EQ(out["findings"].size(), 3U);
  EXPECT_EQ(out["totals"]["findings"], 3);
  EXPECT_EQ(out["totals"]["deny"], 1);
}

class ChainedLog : public AuditCommand {
 protected:
  // Ten events, as an agent chains them.
  void SetUp() override {
    AuditCommand::SetUp();
    for (int i = 0; i < 10; ++i) {
      lines_.push_back(audit::WithLink(audit::JsonLine(Event("otter-api", 4100, i)), head_));
      head_ = audit::PointOf(head_.sequence + 1, lines_.back());
    }
  }
  Outcome Verify(const std::vector<std::string>& options = {}) {
    std::string text;
    for (const std::string& line : lines_) text += line + "\n";
    directory_.Write("chained.jsonl", text);
    std::vector<std::string> words{"audit", "verify", "chained.jsonl"};
    words.insert(words.end(), options.begin(), options.end());
    return directory_.Run(words);
  }

  std::vector<std::string> lines_;
  audit::ChainPoint head_;
};

TEST_F(ChainedLog, IsFineAndItsHeadIsTold) {
  const Outcome outcome = Verify({"--head", audit::PointText(head_)});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("0 findings\nchained from number 1; head " + audit::PointText(head_) + "\n"));
  const json out = json::parse(Verify({"--format", "json"}).out);
  EXPECT_EQ(out["totals"]["head"], audit::PointText(head_));
  EXPECT_EQ(out["totals"]["chained_from"], 1);
}

TEST_F(ChainedLog, LinesThatAreMissingAreFound) {
  lines_.erase(lines_.begin() + 2, lines_.begin() + 5);
  const Outcome outcome = Verify();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("chained.jsonl:3: error: missing-lines: 3 lines are missing"));
}

TEST_F(ChainedLog, ATailThatWasCutOffIsFoundByTheHead) {
  lines_.resize(7);
  EXPECT_EQ(Verify().exit_code, 0);
  const Outcome outcome = Verify({"--head", audit::PointText(head_)});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("head-not-met"));
  directory_.Write("chained.jsonl.head", "00000000000000000010:" + head_.hash + "\n");
  EXPECT_THAT(Verify().out, HasSubstr("the hash that chained.jsonl.head has"));
}

TEST_F(ChainedLog, AHeadThatIsNoneIsTwo) {
  const Outcome outcome = Verify({"--head", "17"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("write NUMBER:HASH"));
}

TEST_F(AuditCommand, VerifyFindsFilesInTheWrongOrder) {
  const Outcome outcome = directory_.Run({"audit", "verify", "audit.jsonl", "audit.jsonl.1"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("audit.jsonl.1:1: error: time-backwards"));
}

}  // namespace
}  // namespace portlaw::cli_test
