// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/log_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "agent/audit/json_line.h"
#include "agent/audit/time_text.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::audit {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParseLogLine, ReadsWhatTheSinkWrites) {
  const AuditEvent event = SampleEvent();
  const ParsedLine parsed = ParseLogLine(JsonLine(event));
  EXPECT_THAT(parsed.problems, IsEmpty());
  ASSERT_TRUE(parsed.record);
  EXPECT_EQ(parsed.record->time, event.time);
  EXPECT_EQ(parsed.record->action, event.action);
  EXPECT_EQ(parsed.record->reason, event.reason);
  EXPECT_EQ(parsed.record->port, event.port);
  EXPECT_EQ(parsed.record->protocol, event.protocol);
  EXPECT_EQ(parsed.record->scope, event.scope);
  ASSERT_TRUE(parsed.record->container);
  EXPECT_EQ(parsed.record->container->name, event.container->name);
  EXPECT_EQ(parsed.record->container->id, event.container->id);
  EXPECT_EQ(parsed.record->comm, event.process.comm);
  EXPECT_EQ(parsed.record->generation, event.generation);
  EXPECT_EQ(parsed.record->message, event.message);
}

TEST(ParseLogLine, ReadsEveryActionAndReasonThatIsLogged) {
  AuditEvent event = SampleEvent();
  event.container.reset();
  event.rule.reset();
  for (Action action : {Action::kWarn, Action::kDeny, Action::kWouldDeny}) {
    for (int reason = 1; reason <= static_cast<int>(Reason::kPortInUse); ++reason) {
      event.action = action;
      event.reason = static_cast<Reason>(reason);
      const ParsedLine parsed = ParseLogLine(JsonLine(event));
      EXPECT_THAT(parsed.problems, IsEmpty());
      EXPECT_EQ(parsed.record.value().reason, event.reason);
      EXPECT_FALSE(parsed.record->container);
    }
  }
}

TEST(ParseLogLine, ReadsTampering) {
  AuditEvent event;
  event.time = SampleEvent().time;
  event.hook = kernel::Hook::kTamper;
  event.protocol = "any";
  event.family = "ipv4";
  event.message = "one sentence";
  const ParsedLine parsed = ParseLogLine(JsonLine(event));
  EXPECT_THAT(parsed.problems, IsEmpty());
  ASSERT_TRUE(parsed.record);
  EXPECT_FALSE(parsed.record->reason);
  EXPECT_EQ(ReasonWord(*parsed.record), "tamper");
}

std::vector<std::string> ProblemsWith(const std::string& key, const json& value) {
  json line = json::parse(JsonLine(SampleEvent()));
  line[json::json_pointer(key)] = value;
  return ParseLogLine(line.dump()).problems;
}

TEST(ParseLogLine, NamesWhatIsWrong) {
  EXPECT_THAT(ProblemsWith("/time", "yesterday"), ElementsAre("unknown time \"yesterday\""));
  EXPECT_THAT(ProblemsWith("/action", "allow"), ElementsAre("unknown action \"allow\""));
  EXPECT_THAT(ProblemsWith("/reason", "foreign\x1b"), ElementsAre("unknown reason \"foreign\\x1b\""));
  EXPECT_THAT(ProblemsWith("/port", 70000), ElementsAre("\"port\" is 70000, not a number from 0 to 65535"));
  EXPECT_THAT(ProblemsWith("/port", "4100"), ElementsAre("\"port\" is \"4100\", not a number from 0 to 65535"));
  EXPECT_THAT(ProblemsWith("/port", -1), ElementsAre("\"port\" is -1, not a number from 0 to 65535"));
  EXPECT_THAT(ProblemsWith("/container/name", 5), ElementsAre("\"container.name\" is 5, not a string or null"));
  EXPECT_THAT(ProblemsWith("/container", "x"), ElementsAre("\"container\" is \"x\", not an object or null"));
  EXPECT_THAT(ProblemsWith("/netns", "mine"), ElementsAre("unknown netns \"mine\""));
  EXPECT_THAT(ProblemsWith("/family", "ipv5"), ElementsAre("unknown family \"ipv5\""));
  EXPECT_THAT(ProblemsWith("/process", nullptr), ElementsAre("\"process\" is null, not an object"));
  EXPECT_THAT(ProblemsWith("/suppressed", 1.5).size(), 1U);
  EXPECT_THAT(ProblemsWith("/further_key", 1), IsEmpty());
  EXPECT_THAT(ProblemsWith("/seq", 1), ElementsAre("no \"prev\""));
  EXPECT_THAT(ProblemsWith("/prev", std::string(64, 'a')), ElementsAre("no \"seq\""));
  EXPECT_THAT(ProblemsWith("/prev", "abc"), ElementsAre("no \"seq\"", "unknown prev \"abc\""));
}

TEST(ParseLogLine, NamesEveryKeyThatIsMissing) {
  const json line = json::parse(JsonLine(SampleEvent()));
  for (const auto& [key, value] : line.items()) {
    json less = line;
    less.erase(key);
    if (key == "hook" || key == "suggestion") continue;  // earlier versions did not write them
    EXPECT_THAT(ParseLogLine(less.dump()).problems, ElementsAre("no \"" + key + "\"")) << key;
  }
}

TEST(ParseLogLine, LivesWithAnything) {
  for (const std::string& line : {std::string(), std::string("nonsense"), std::string("[]"), std::string("{}"),
                                  std::string("\xff\xfe"), std::string(100'000, '['), std::string("{\"a\":1"),
                                  std::string("{\"port\":1e999}"), std::string("null"), std::string("a\0b", 3)}) {
    const ParsedLine parsed = ParseLogLine(line);
    EXPECT_FALSE(parsed.record);
    EXPECT_FALSE(parsed.problems.empty());
  }
}

WallTime At(std::string_view text) { return ParseRfc3339(text).value(); }

TEST(ParseRfc3339, ReadsWhatToRfc3339Writes) {
  for (std::int64_t nanoseconds : {0LL, 1LL, 1'700'000'000'123'456'789LL, 9'000'000'000'000'000'000LL}) {
    const WallTime time{std::chrono::nanoseconds(nanoseconds)};
    EXPECT_EQ(ParseRfc3339(ToRfc3339(time)), time);
  }
}

TEST(ParseRfc3339, KnowsZonesFractionsAndLeapDays) {
  EXPECT_EQ(At("2026-11-01T13:34:56+01:00"), At("2026-11-01T12:34:56Z"));
  EXPECT_EQ(At("2026-11-01 07:04:56.5-05:30"), At("2026-11-01T12:34:56.500000000Z"));
  EXPECT_EQ(At("2024-02-29t00:00:00z") + std::chrono::days(1), At("2024-03-01T00:00:00Z"));
  EXPECT_EQ(At("2016-12-31T23:59:60Z"), At("2017-01-01T00:00:00Z"));
  EXPECT_EQ(At("2026-11-01T00:00:00.1234567899Z"), At("2026-11-01T00:00:00.123456789Z"));
}

TEST(ParseRfc3339, RefusesEverythingElse) {
  for (std::string_view text :
       {"", "2026-11-01", "2026-11-01T12:34:56", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-01T24:00:00Z",
        "2026-11-01T12:60:00Z", "2026-11-01T12:34:61Z", "2026-11-01T12:34:56.Z", "2026-11-01T12:34:56Zx",
        "2026-11-01T12:34:56+1:00", "1969-12-31T23:59:59Z", "2999-01-01T00:00:00Z", "26-11-01T12:34:56Z", "now"}) {
    EXPECT_FALSE(ParseRfc3339(text)) << text;
  }
}

TEST(ParseSince, ReadsSpansOfTime) {
  const WallTime now = At("2026-11-08T12:00:00Z");
  EXPECT_EQ(ParseSince("90s", now), At("2026-11-08T11:58:30Z"));
  EXPECT_EQ(ParseSince("15m", now), At("2026-11-08T11:45:00Z"));
  EXPECT_EQ(ParseSince("2h", now), At("2026-11-08T10:00:00Z"));
  EXPECT_EQ(ParseSince("7d", now), At("2026-11-01T12:00:00Z"));
  EXPECT_EQ(ParseSince("1w", now), At("2026-11-01T12:00:00Z"));
  EXPECT_EQ(ParseSince("2026-11-01T12:00:00Z", now), At("2026-11-01T12:00:00Z"));
  for (std::string_view text : {"", "h", "2", "2 h", "-2h", "2hours", "4294967295w", "99999999999s"}) {
    EXPECT_FALSE(ParseSince(text, now)) << text;
  }
}

}  // namespace
}  // namespace portlaw::audit
