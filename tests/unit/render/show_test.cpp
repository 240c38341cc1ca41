// SPDX-License-Identifier: Apache-2.0
#include "policy/render/show.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "policy/render/readings.h"

namespace portlaw {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// One of everything.
Shown SampleShown() {
  Registry registry;
  registry.groups.push_back({{4100, 4299}, "Soil", {"Janua", "Enclii"}, {}, {"ports.md", 3}});
  registry.blocks.push_back({{4100, 4199}, "Janua", "Soil", "", {}, {"ports.md", 5}});
  registry.blocks.push_back({{4200, 4299}, "Kiln", "", "Enclii", "gpu", {"ports.md", 9}});
  Assignment api{
      {4100, 4100}, Protocol::kAny,        "API",          "janua-api", "Janua", "backend", {}, Exposure::kHost, {},
      "Janua",      PortRange{4100, 4199}, {"ports.md", 7}};
  Assignment search{{8080, 8080}, Protocol::kTcp,      "searx",           "", "searx", "",
                    "mini",       Exposure::kInternal, PortRange{80, 80}, "", {},      {"ports.md", 8}};
  registry.assignments = {api, search};
  registry.reserved.push_back(
      {{5000, 5049}, Protocol::kUdp, "Flask's \"default\"", ReservedKind::kNever, {}, {"ports.md", 11}});
  registry.reserved.push_back({{6000, 6999}, Protocol::kAny, "later", ReservedKind::kFuture, "gpu", {"ports.md", 12}});
  registry.migrations.push_back({"AVALA", {4900, 3060}, {4600}, {"ports.md", 13}});
  registry.offsets.push_back({0, 0, "Primary API", {"ports.md", 14}});
  registry.offsets.push_back({90, 99, "Observability", {"ports.md", 15}});
  registry.redis.push_back({3, "Janua", "sessions", {"ports.md", 16}});
  registry.variables.push_back({"DATABASE_PORT", "5432", {"ports.md", 17}});
  const Finding finding{Severity::kError, "duplicate-assignment", "4100 twice", {"ports.md", 8}, {{"ports.md", 7}}};
  return {{registry}, {finding}};
}

TEST(ShowJson, HasTheKeysOfTheContract) {
  const json shown = json::parse(ShowJson(SampleShown()));
  EXPECT_EQ(shown["assignments"][0], json::parse(R"({"first": 4100, "last": 4100, "protocol": "any", "label": "API",
      "container": "janua-api", "service": "Janua", "purpose": "backend", "host": null, "exposure": "host",
      "section": "Janua", "section_ports": "4100-4199", "source": {"file": "ports.md", "line": 7}})"));
  EXPECT_EQ(shown["assignments"][1]["exposure"], "internal");
  EXPECT_EQ(shown["assignments"][1]["host"], "mini");
  EXPECT_EQ(shown["assignments"][1]["protocol"], "tcp");
  EXPECT_EQ(shown["blocks"][0], json::parse(R"({"first": 4100, "last": 4199, "service": "Janua", "layer": "Soil",
      "source": {"file": "ports.md", "line": 5}})"));
  EXPECT_EQ(shown["blocks"][1]["embedded_in"], "Enclii");
  EXPECT_EQ(shown["groups"][0]["name"], "Soil");
  EXPECT_EQ(shown["reserved"][0]["kind"], "never");
  EXPECT_EQ(shown["reserved"][0]["reason"], "Flask's \"default\"");
  EXPECT_EQ(shown["reserved"][1]["kind"], "future");
  EXPECT_EQ(shown["migrations"][0]["from"], json({4900, 3060}));
  EXPECT_EQ(shown["migrations"][0]["to"], json({4600}));
  EXPECT_EQ(shown["offsets"][1]["last"], 99);
  EXPECT_EQ(shown["redis"][0]["db"], 3);
  EXPECT_EQ(shown["variables"][0]["value"], "5432");
  EXPECT_EQ(shown["findings"][0], json::parse(R"({"severity": "error", "code": "duplicate-assignment",
      "message": "4100 twice", "source": {"file": "ports.md", "line": 8},
      "related": [{"file": "ports.md", "line": 7}]})"));
}

TEST(ShowJson, AnEmptyRegistryHasEveryArray) {
  const json shown = json::parse(ShowJson({{Registry{}}, {}}));
  for (const char* key :
       {"assignments", "blocks", "groups", "reserved", "migrations", "offsets", "redis", "variables", "findings"}) {
    EXPECT_TRUE(shown.at(key).is_array()) << key;
  }
}

TEST(ShowJson, SurvivesBytesThatAreNoText) {
  Shown shown = SampleShown();
  shown.registries[0].assignments[0].label = "\xff\xfe";
  EXPECT_TRUE(json::accept(ShowJson(shown)));
}

TEST(ShowJson, JoinsRegistriesInOrder) {
  Shown shown = SampleShown();
  shown.registries.push_back(shown.registries[0]);
  EXPECT_EQ(json::parse(ShowJson(shown))["assignments"].size(), 4U);
}

TEST(ShowYaml, LeavesOutDefaultsAndQuotesWhatItMust) {
  const std::string text = ShowYaml(SampleShown());
  EXPECT_THAT(text, HasSubstr("\nassignments:\n"
                              "  - {first: 4100, label: API, container: janua-api, service: Janua, purpose: backend, "
                              "section: Janua, section_ports: \"4100-4199\"}\n"
                              "  - {first: 8080, protocol: tcp, label: searx, service: searx, host: mini, "
                              "exposure: internal, container_ports: \"80\"}\n"));
  EXPECT_THAT(text, HasSubstr("  - {first: 4200, last: 4299, service: Kiln, embedded_in: Enclii, host: gpu}\n"));
  EXPECT_THAT(text, HasSubstr("reason: \"Flask's \\\"default\\\"\", kind: never}"));
  EXPECT_THAT(text, HasSubstr("  - {service: AVALA, from: [4900, 3060], to: [4600]}\n"));
  EXPECT_THAT(text, HasSubstr("  - {first: 0, purpose: Primary API}\n"));
  EXPECT_THAT(text, HasSubstr("  - {name: DATABASE_PORT, value: \"5432\"}\n"));
  EXPECT_THAT(text, Not(HasSubstr("source")));
}

TEST(ShowYaml, WordsThatYamlTakesForOtherThingsAreQuoted) {
  Shown shown = SampleShown();
  std::vector<RedisDatabase> redis;
  for (const char* name : {"yes", "No", "null", "1e3", "0x10", "~", "a: b", "a #b", "- a", "{n}", "x ", "é", "a\nb",
                           "\xe2\x80\xae", "\xf0\x9f\x98\x80", "\\"}) {
    redis.push_back({0, name, "", {}});
  }
  shown.registries[0].redis = redis;
  const std::string text = ShowYaml(shown);
  for (const char* quoted :
       {"\"yes\"", "\"No\"", "\"null\"", "\"1e3\"", "\"0x10\"", "\"~\"", "\"a: b\"", "\"a #b\"", "\"- a\"", "\"{n}\"",
        "\"x \"", "\"é\"", "\"a\\U0000000Ab\"", "\"\\U0000202E\"", "\"\xf0\x9f\x98\x80\"", "\"\\\\\""}) {
    EXPECT_THAT(text, HasSubstr("service: " + std::string(quoted) + "}")) << quoted;
  }
}

TEST(ShowText, NestsWhatStandsInRanges) {
  const std::string text = ShowText(SampleShown());
  EXPECT_THAT(text, HasSubstr("2 assignments, 2 blocks, 1 group, 2 reserved ranges, 1 migration, 2 offsets, "
                              "1 Redis database, 1 variable\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\n  4100-4299 +group +Soil +Janua, Enclii +ports.md:3\n"
                                           "    4100-4199 +block +Janua +layer Soil +ports.md:5\n"
                                           "      4100 +janua-api +API  backend +ports.md:7\n"
                                           "    4200-4299 +block +Kiln +embedded in Enclii  on gpu +ports.md:9\n"
                                           "  5000-5049 +reserved +udp +Flask's \"default\" +ports.md:11\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\n  6000-6999 +kept free +later  on gpu +ports.md:12\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\n  8080 +searx +tcp  inside 80  internal  on mini +ports.md:8\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\n  AVALA  4900, 3060 -> 4600  ports.md:13\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\n  \\+90 to \\+99  Observability +ports.md:15\n"));
  EXPECT_THAT(text, HasSubstr("ports.md:8: error: duplicate-assignment: 4100 twice\n  see ports.md:7\n"));
}

TEST(ShowText, TellsHowToOverrideARange) {
  const std::string text = ShowText(SampleShown());
  EXPECT_THAT(text, testing::ContainsRegex("\n  4100-4199 +block +Janua +4100-4199: group\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\n  4100-4299 +group +Soil +4100-4299: block\n"));
}

TEST(ShowText, NamesCannotActOnTheTerminal) {
  Shown shown = SampleShown();
  shown.registries[0].assignments[0].container = "evil\x1b[2J\nname\xe2\x80\xae";
  const std::string text = ShowText(shown);
  EXPECT_THAT(text, HasSubstr("evil\\x1b[2J\\nname\\u{202e}"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(Readings, AreShownLineByLineAndAsJson) {
  const std::vector<Reading> readings = {{{"ports.md", 7}, "4100", "assignment", "column 'Port'"},
                                         {{"ports.md", 90}, "2025", "passed over", "a year\x1b"}};
  EXPECT_EQ(ReadingsText(readings),
            "ports.md:7   4100  assignment   column 'Port'\n"
            "ports.md:90  2025  passed over  a year\\x1b\n");
  const json parsed = json::parse(ReadingsJson(readings));
  EXPECT_EQ(parsed["readings"][1]["taken"], "passed over");
  EXPECT_EQ(parsed["readings"][0]["source"]["line"], 7);
}

}  // namespace
}  // namespace portlaw
