// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "agent/sinks/format.h"
#include "policy/text/printable.h"
#include "tests/paths.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::sinks {
namespace {

using audit::AuditEvent;
using audit::SampleEvent;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

AuditEvent Tampering() {
  AuditEvent event;
  event.time = SampleEvent().time;
  event.hook = kernel::Hook::kTamper;
  event.message = "a hook was detached";
  return event;
}

AuditEvent Hostile(const std::string& text) {
  AuditEvent event = SampleEvent();
  event.container = audit::Container{text, text, text, text};
  event.service = event.owner = event.owner_rule = event.process.comm = event.process.exe = event.cgroup = text;
  event.process.parent = event.message = text;
  event.process.args = {text, text};
  event.rule = Source{text, 1};
  return event;
}

const std::string kHostileTexts[] = {
    "\xff\xc0\xaf",     std::string(65536, '\x1b'), std::string("a\0b", 3),
    "a|b=c\\d\ne\"f]g", std::string(100'000, '\\'), "\xc2\x9b\xe2\x80\xa8\x7f\xe2\x80\xae"};

// ---- OCSF -----------------------------------------------------------------------------------------------------------

// What of `value` is not as the schema has it, with where it stands.
class Schema {
 public:
  Schema() { std::ifstream(SourcePath("tests/data/sinks/ocsf_network_activity.json")) >> schema_; }

  std::vector<std::string> Faults(const json& event) {
    faults_.clear();
    Object(event, "event", "event");
    return faults_;
  }

 private:
  void Object(const json& value, const std::string& type, const std::string& where) {
    const json& attributes = schema_.at(type);
    for (const auto& [name, attribute] : attributes.items()) {
      if (attribute.value("required", false) && !value.contains(name)) faults_.push_back(where + " has no " + name);
    }
    for (const auto& [name, part] : value.items()) {
      if (attributes.contains(name)) {
        Attribute(part, attributes[name], where + "." + name);
      } else {
        faults_.push_back(where + "." + name + " is unknown");
      }
    }
  }

  void Attribute(const json& value, const json& attribute, const std::string& where) {
    const std::string type = attribute.at("type");
    if (type == "any") return;
    if (schema_.contains(type) && value.is_object()) return Object(value, type, where);
    const bool fits = (type == "integer" && value.is_number_integer()) || (type == "string" && value.is_string()) ||
                      (type == "strings" && value.is_array());
    if (!fits) faults_.push_back(where + " is no " + type);
    const json values = attribute.value("values", json::array());
    if (!values.empty() && std::find(values.begin(), values.end(), value) == values.end()) {
      faults_.push_back(where + " may not be " + value.dump());
    }
  }

  json schema_;
  std::vector<std::string> faults_;
};

TEST(OcsfLine, IsAsTheSchemaHasItForEveryAction) {
  for (Action action : {Action::kWarn, Action::kDeny, Action::kWouldDeny}) {
    for (const char* protocol : {"tcp", "udp", "sctp", "255"}) {
      AuditEvent event = SampleEvent();
      event.action = action;
      event.protocol = protocol;
      EXPECT_THAT(Schema().Faults(json::parse(OcsfLine(event))), testing::IsEmpty());
    }
  }
  AuditEvent bare = SampleEvent();
  bare.container.reset();
  bare.rule.reset();
  bare.process = {};
  EXPECT_THAT(Schema().Faults(json::parse(OcsfLine(bare))), testing::IsEmpty());
  EXPECT_THAT(Schema().Faults(json::parse(OcsfLine(Tampering()))), testing::IsEmpty());
}

TEST(OcsfLine, TheSchemaSeesWhatIsNotAsItHasIt) {
  json event = json::parse(OcsfLine(SampleEvent()));
  event.erase("time");
  event["activity_id"] = 8;
  event["device"]["colour"] = "red";
  EXPECT_THAT(Schema().Faults(event),
              testing::UnorderedElementsAre("event has no time", "event.activity_id may not be 8",
                                            "event.device.colour is unknown"));
}

TEST(OcsfLine, SaysWhoWasRefusedWhatByWhichLine) {
  const json event = json::parse(OcsfLine(SampleEvent()));
  EXPECT_EQ(event["type_uid"], 400105);  // Refuse
  EXPECT_EQ(event["action_id"], 2);
  EXPECT_EQ(event["disposition_id"], 2);
  EXPECT_EQ(event["time"], 1793491201000);
  EXPECT_EQ(event["dst_endpoint"], (json{{"ip", "0.0.0.0"}, {"port", 4101}, {"svc_name", "orchard-api"}}));
  EXPECT_EQ(event["connection_info"]["protocol_num"], 6);
  EXPECT_EQ(event["actor"]["process"]["cmd_line"], "node server.js");
  EXPECT_EQ(event["container"]["name"], "grove-api");
  EXPECT_EQ(event["firewall_rule"]["uid"], "ports.md:57");
  EXPECT_EQ(event["unmapped"]["reason"], "foreign");
}

TEST(OcsfLine, WhatWasLetThroughIsNoRefusal) {
  AuditEvent event = SampleEvent();
  event.action = Action::kWouldDeny;
  const json line = json::parse(OcsfLine(event));
  EXPECT_EQ(line["type_uid"], 400199);
  EXPECT_EQ(line["action_id"], 1);
  EXPECT_EQ(line["unmapped"]["action"], "would-deny");
}

// ---- ECS ------------------------------------------------------------------------------------------------------------

TEST(EcsLine, PutsEachPartWhereTheSchemaHasIt) {
  const json event = json::parse(EcsLine(SampleEvent()));
  EXPECT_EQ(event["@timestamp"], "2026-11-01T00:00:01.000000042Z");
  EXPECT_EQ(event["ecs"]["version"], "8.11.0");
  EXPECT_EQ(event["event"]["category"], json::array({"network"}));
  EXPECT_EQ(event["event"]["type"], json::array({"denied"}));
  EXPECT_EQ(event["event"]["outcome"], "failure");
  EXPECT_EQ(event["event"]["action"], "bind");
  EXPECT_EQ(event["server"], (json{{"ip", "0.0.0.0"}, {"port", 4101}}));
  EXPECT_EQ(event["network"], (json{{"transport", "tcp"}, {"type", "ipv4"}}));
  EXPECT_EQ(event["process"]["executable"], "/usr/bin/node");
  EXPECT_EQ(event["process"]["parent"]["pid"], 70);
  EXPECT_EQ(event["container"]["image"]["name"], "grove:2");
  EXPECT_EQ(event["service"]["name"], "Grove");
  EXPECT_EQ(event["rule"]["reference"], "ports.md:57");
  EXPECT_EQ(event["portlaw"]["reason"], "foreign");
}

TEST(EcsLine, AWarningIsNoRefusal) {
  AuditEvent event = SampleEvent();
  event.action = Action::kWarn;
  const json line = json::parse(EcsLine(event));
  EXPECT_EQ(line["event"]["type"], json::array({"allowed"}));
  EXPECT_EQ(line["event"]["outcome"], "success");
  EXPECT_FALSE(json::parse(EcsLine(Tampering())).contains("server"));
}

// ---- CEF ------------------------------------------------------------------------------------------------------------

TEST(CefLine, HasSevenFieldsBeforeTheExtension) {
  const std::string line = CefLine(SampleEvent());
  EXPECT_THAT(line, testing::StartsWith("CEF:0|portlaw|portlaw|"));
  EXPECT_THAT(line, HasSubstr("|foreign|bind: foreign|7|rt=1793491201000 cat=bind act=deny cnt=1 "));
  EXPECT_THAT(line, HasSubstr(" proto=tcp dst=0.0.0.0 dpt=4101 dpid=77 duid=1000 dproc=/usr/bin/node "));
  EXPECT_THAT(line, HasSubstr(" cs4=ports.md:57 cs4Label=rule "));
  EXPECT_THAT(line, testing::EndsWith(" msg=one sentence"));
}

TEST(CefLine, EscapesWhatWouldEndAValue) {
  AuditEvent event = SampleEvent();
  event.container->name = "a=b|c\\d\ne\x1b[2J";
  const std::string line = CefLine(event);
  EXPECT_THAT(line, HasSubstr(R"( cs1=a\=b|c\\d\ne [2J cs1Label=container)"));
  EXPECT_THAT(line, Not(HasSubstr("\n")));
}

TEST(CefLine, AnAddressOfIpv6HasAKeyOfItsOwn) {
  AuditEvent event = SampleEvent();
  event.family = "ipv6";
  event.address = "::1";
  EXPECT_THAT(CefLine(event), HasSubstr(" c6a3=::1 dpt=4101 c6a3Label=Destination IPv6 Address "));
}

// ---- all ------------------------------------------------------------------------------------------------------------

TEST(Formatted, IsOneHarmlessBoundedLineWhateverTheNamesHold) {
  for (const std::string& text : kHostileTexts) {
    for (EventFormat format : {EventFormat::kJson, EventFormat::kOcsf, EventFormat::kEcs, EventFormat::kCef}) {
      // The sentence is the agent's own and bounded where it is made.
      AuditEvent event = Hostile(text);
      event.message = text.substr(0, 4096);
      const std::string line = Formatted(format, event);
      EXPECT_LT(line.size(), 200'000U);
      EXPECT_EQ(json::accept(line), format != EventFormat::kCef);
      for (std::string_view rest = line; !rest.empty();) {
        const Utf8Character character = FirstCharacter(rest);
        ASSERT_TRUE(character.valid && IsPrintable(character.code)) << static_cast<int>(format);
        rest.remove_prefix(character.bytes);
      }
    }
  }
}

}  // namespace
}  // namespace portlaw::sinks
