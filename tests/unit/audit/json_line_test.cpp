// SPDX-License-Identifier: Apache-2.0
#include "agent/audit/json_line.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "policy/text/printable.h"
#include "tests/unit/audit/sample_event.h"

namespace portlaw::audit {
namespace {

TEST(JsonLine, IsTheContractToTheLetter) {
  EXPECT_EQ(JsonLine(SampleEvent()),
            R"({"time":"2026-11-01T00:00:01.000000042Z","action":"deny","reason":"foreign","port":4101,)"
            R"("protocol":"tcp","family":"ipv4","address":"0.0.0.0",)"
            R"("container":{"id":"0123abcd","name":"grove-api","runtime":"docker"},"service":"Grove",)"
            R"("owner":"orchard-api","process":{"pid":77,"uid":1000,"comm":"node","exe":"/usr/bin/node",)"
            R"("args":["node","server.js"],"ppid":70,"parent":"sh","loginuid":1000,)"
            R"("started":"2026-11-01T00:00:01.000000042Z"},)"
            R"("cgroup":"/docker/0123abcd","netns":"host","source":{"file":"ports.md","line":57},)"
            R"("generation":3,"suppressed":0,"hook":"bind","message":"one sentence","suggestion":4205})");
}

TEST(JsonLine, HasNullForWhatIsNotKnown) {
  AuditEvent event = SampleEvent();
  event.container.reset();
  event.service.clear();
  event.owner.clear();
  event.rule.reset();
  event.process = Process();
  event.suggestion.reset();
  const auto json = nlohmann::json::parse(JsonLine(event));
  for (const char* key : {"container", "service", "owner", "source", "suggestion"})
    EXPECT_TRUE(json.at(key).is_null()) << key;
  for (const char* key : {"exe", "args", "ppid", "parent", "loginuid", "started"})
    EXPECT_TRUE(json.at("process").at(key).is_null()) << key;
  EXPECT_EQ(json.size(), 19U);
}

TEST(JsonLine, NamesTheHolderOfAPortInUseAndOnlyThere) {
  AuditEvent event = SampleEvent();
  event.reason = Reason::kPortInUse;
  EXPECT_TRUE(nlohmann::json::parse(JsonLine(event)).at("holder").is_null());
  event.holder = PortHolder{123, "python3", "orchard-api",
                            std::chrono::sys_days(std::chrono::year(2026) / 11 / 1) + std::chrono::seconds(3), "words"};
  const auto holder = nlohmann::json::parse(JsonLine(event)).at("holder");
  EXPECT_EQ(holder.at("pid"), 123);
  EXPECT_EQ(holder.at("comm"), "python3");
  EXPECT_EQ(holder.at("container"), "orchard-api");
  EXPECT_EQ(holder.at("since"), "2026-11-01T00:00:03.000000000Z");
  event.reason = Reason::kForeign;
  EXPECT_FALSE(nlohmann::json::parse(JsonLine(event)).contains("holder"));
}

// What an engine tells is not to be taken for what the kernel saw.
TEST(JsonLine, SaysWhoseWordItIs) {
  using kernel::Hook;
  AuditEvent event = SampleEvent();
  const std::pair<Hook, const char*> words[] = {{Hook::kEngine, "engine"},
                                                {Hook::kBind, "bind"},
                                                {Hook::kPostBind, "post_bind"},
                                                {Hook::kListen, "listen"},
                                                {Hook::kTamper, "tamper"}};
  for (const auto& [hook, word] : words) {
    event.hook = hook;
    EXPECT_EQ(nlohmann::json::parse(JsonLine(event)).at("hook"), word);
  }
}

TEST(JsonLine, KeepsTheNamesOfContainersWhole) {
  AuditEvent event = SampleEvent();
  for (const char* name : {"порт-api", "端口", "a\"b\\c", "a\nb\x1b[2J", "x\xc2\x9by", "z\xf3\xa0\x81\x81"}) {
    event.container->name = name;
    const auto json = nlohmann::json::parse(JsonLine(event));
    EXPECT_EQ(json.at("container").at("name"), name);
  }
}

TEST(JsonLine, IsValidBoundedAndHarmlessWhateverTheNamesHold) {
  AuditEvent event = SampleEvent();
  for (const std::string& text : {std::string("\xff\xc0\xaf"), std::string(65536, '\x1b'), std::string("a\0b", 3),
                                  std::string(1U << 20, '\xf0'), std::string("\xc2\x9b\xe2\x80\xa8\x7f")}) {
    event.container = Container{text, text, text, text};
    event.service = event.owner = event.process.comm = event.process.exe = event.cgroup = text;
    event.rule = Source{text, 1};
    const std::string line = JsonLine(event);
    EXPECT_TRUE(nlohmann::json::accept(line));
    EXPECT_LT(line.size(), 100'000U);
    for (std::string_view rest = line; !rest.empty();) {
      const Utf8Character character = FirstCharacter(rest);
      ASSERT_TRUE(character.valid && IsPrintable(character.code));
      rest.remove_prefix(character.bytes);
    }
  }
}

}  // namespace
}  // namespace portlaw::audit
