// SPDX-License-Identifier: Apache-2.0
// Syslog messages, entries of the journal and OTLP requests, to the letter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <map>
#include <nlohmann/json.hpp>

#include "agent/sinks/event_parts.h"
#include "agent/sinks/journal_entry.h"
#include "agent/sinks/otlp_logs.h"
#include "agent/sinks/syslog_message.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::sinks {
namespace {

using audit::AuditEvent;
using audit::SampleEvent;
using testing::HasSubstr;

TEST(SyslogMessage, IsThatOfRfc5424) {
  EXPECT_EQ(SyslogMessage(SampleEvent(), "text"),
            "<84>1 2026-11-01T00:00:01.000000Z " + HostName() + " portlaw " + std::to_string(getpid()) +
                " foreign [portlaw@32473 action=\"deny\" reason=\"foreign\" port=\"4101\" protocol=\"tcp\" "
                "pid=\"77\" uid=\"1000\" comm=\"node\" container=\"grove-api\" service=\"Grove\" "
                "owner=\"orchard-api\" rule=\"ports.md:57\"] text");
}

TEST(SyslogMessage, GraverThingsHaveALowerNumber) {
  AuditEvent event = SampleEvent();
  event.action = Action::kWarn;
  EXPECT_THAT(SyslogMessage(event, ""), testing::StartsWith("<85>1 "));
  event.hook = kernel::Hook::kTamper;
  EXPECT_THAT(SyslogMessage(event, ""), testing::StartsWith("<82>1 "));
}

TEST(SyslogMessage, EscapesWhatWouldEndAParameter) {
  AuditEvent event = SampleEvent();
  event.container->name = "a\"b]c\\d\n";
  EXPECT_THAT(SyslogMessage(event, ""), HasSubstr(R"( container="a\"b\]c\\\\d\\n" )"));
}

// What systemd's documentation says a receiver does; `fields` may stand there twice.
std::multimap<std::string, std::string> ReadEntry(std::string_view entry) {
  std::multimap<std::string, std::string> fields;
  while (!entry.empty()) {
    const std::size_t end = entry.find('\n');
    const std::string_view line = entry.substr(0, end);
    entry.remove_prefix(end + 1);
    if (const std::size_t equals = line.find('='); equals != std::string_view::npos) {
      fields.emplace(line.substr(0, equals), line.substr(equals + 1));
      continue;
    }
    std::uint64_t size = 0;
    for (int byte = 7; byte >= 0; --byte) size = size << 8 | static_cast<unsigned char>(entry[byte]);
    fields.emplace(line, entry.substr(8, size));
    entry.remove_prefix(8 + size + 1);
  }
  return fields;
}

TEST(JournalEntry, HasAFieldForEachPart) {
  const auto fields = ReadEntry(JournalEntry(SampleEvent()));
  const auto is = [&](const char* key, const char* value) {
    ASSERT_EQ(fields.count(key), 1u) << key;
    EXPECT_EQ(fields.find(key)->second, value);
  };
  is("MESSAGE", "one sentence");
  is("PRIORITY", "4");
  is("SYSLOG_IDENTIFIER", "portlaw");
  is("PORTLAW_REASON", "foreign");
  is("PORTLAW_ACTION", "deny");
  is("PORTLAW_PORT", "4101");
  is("PORTLAW_CONTAINER", "grove-api");
  is("PORTLAW_SERVICE", "Grove");
  is("PORTLAW_RULE", "ports.md:57");
}

TEST(JournalEntry, ANameCannotAddAField) {
  AuditEvent event = SampleEvent();
  event.container->name = "x\nPORTLAW_REASON=assigned\nPRIORITY=7";
  const auto fields = ReadEntry(JournalEntry(event));
  EXPECT_EQ(fields.count("PORTLAW_REASON"), 1u);
  EXPECT_EQ(fields.count("PRIORITY"), 1u);
  EXPECT_EQ(fields.find("PORTLAW_CONTAINER")->second, event.container->name);
}

TEST(OtlpLogs, IsARequestOfOneRecordAnEvent) {
  const auto event = std::make_shared<const AuditEvent>(SampleEvent());
  const std::vector<EventPointer> events = {event, event};
  const auto logs = nlohmann::json::parse(OtlpLogs(events)).at("resourceLogs").at(0);
  EXPECT_EQ(logs["resource"]["attributes"][0]["value"]["stringValue"], "portlaw");
  const auto& records = logs["scopeLogs"][0]["logRecords"];
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0]["timeUnixNano"], "1793491201000000042");
  EXPECT_EQ(records[0]["severityNumber"], 17);
  EXPECT_EQ(records[0]["body"]["stringValue"], "one sentence");
  std::map<std::string, nlohmann::json> attributes;
  for (const auto& attribute : records[0]["attributes"]) attributes[attribute["key"]] = attribute["value"];
  EXPECT_EQ(attributes["server.port"], (nlohmann::json{{"intValue", "4101"}}));
  EXPECT_EQ(attributes["portlaw.reason"], (nlohmann::json{{"stringValue", "foreign"}}));
  EXPECT_EQ(attributes["container.name"], (nlohmann::json{{"stringValue", "grove-api"}}));
}

TEST(OtlpRejected, ReadsTheAnswerAndBelievesNoOther) {
  EXPECT_EQ(OtlpRejected(R"({"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"no"}})"), 3u);
  EXPECT_EQ(OtlpRejected(R"({"partialSuccess":{"rejectedLogRecords":4}})"), 4u);
  for (const char* answer :
       {"", "{}", "[]", "nonsense", R"({"partialSuccess":7})", R"({"partialSuccess":{"rejectedLogRecords":-1}})",
        R"({"partialSuccess":{"rejectedLogRecords":"many"}})"}) {
    EXPECT_EQ(OtlpRejected(answer), 0u) << answer;
  }
}

}  // namespace
}  // namespace portlaw::sinks
