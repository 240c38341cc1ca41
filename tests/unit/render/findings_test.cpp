// SPDX-License-Identifier: Apache-2.0
#include "policy/render/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "policy/lint/aggregate.h"

namespace portlaw {
namespace {

using nlohmann::json;

const ToldFindings kFindings = TellEach({
    {Severity::kError, "duplicate-assignment", "4210 twice\x1b", {"docs/my ports.md", 83}, {{"docs/my ports.md", 12}}},
    {Severity::kWarning, "new-code", "odd", {"/etc/ports.md", 0}, {}},
    {Severity::kNote, "privileged-port", "80", {"ports.md", 9}, {}},
});

TEST(FindingsText, IsOneLineEachAndOneForEachRelatedPlace) {
  EXPECT_EQ(FindingsText(kFindings),
            "docs/my ports.md:83: error: duplicate-assignment: 4210 twice\\x1b\n"
            "  see docs/my ports.md:12\n"
            "/etc/ports.md: warning: new-code: odd\n"
            "ports.md:9: note: privileged-port: 80\n");
  EXPECT_EQ(FindingsText({}), "");
}

TEST(FindingsText, TellsHowManyAreAlike) {
  ToldFinding finding = kFindings[2];
  finding.count = 3;
  finding.alike = {{"ports.md", 12}, {"ports.md", 14}};
  EXPECT_EQ(FindingsText({finding}),
            "ports.md:9: note: privileged-port: 80\n"
            "  and 2 more like it: lines 12, 14\n");
  finding.alike.pop_back();
  EXPECT_EQ(AlikeText(finding), "and 2 more like it: line 12");
  finding.alike.clear();
  EXPECT_EQ(AlikeText(finding), "and 2 more like it");
  finding.alike.assign(kMaxAlike, {"ports.md", 12});
  EXPECT_THAT(AlikeText(finding), testing::EndsWith(", 12, ..."));
}

TEST(CountText, CountsBySeverity) {
  EXPECT_EQ(CountText(kFindings), "1 error, 1 warning, 1 note");
  EXPECT_EQ(CountText({kFindings[2], kFindings[2]}), "2 notes");
  EXPECT_EQ(CountText({}), "no findings");
}

TEST(HasErrors, IsAboutErrorsOnly) {
  EXPECT_TRUE(HasErrors(kFindings));
  EXPECT_FALSE(HasErrors({kFindings[1], kFindings[2]}));
}

TEST(FindingsJson, HasTheKeysOfTheContract) {
  const json parsed = json::parse(FindingsJson(kFindings));
  EXPECT_EQ(parsed["findings"][0]["source"], json::parse(R"({"file": "docs/my ports.md", "line": 83})"));
  EXPECT_EQ(parsed["findings"][0]["related"][0]["line"], 12);
  EXPECT_EQ(parsed["findings"][0]["message"], "4210 twice\x1b");
  EXPECT_EQ(parsed["errors"], 1);
  EXPECT_EQ(parsed["warnings"], 1);
  EXPECT_EQ(parsed["notes"], 1);
}

TEST(FindingsJson, HasACountWhereItSaysSomething) {
  ToldFindings findings = kFindings;
  findings[2].count = 3;
  findings[2].alike = {{"ports.md", 12}};
  const json parsed = json::parse(FindingsJson(findings));
  EXPECT_FALSE(parsed["findings"][0].contains("count"));
  EXPECT_EQ(parsed["findings"][2]["count"], 3);
  EXPECT_EQ(parsed["findings"][2]["alike"], json::parse(R"([{"file": "ports.md", "line": 12}])"));
  const json result = json::parse(FindingsSarif(findings, {}))["runs"][0]["results"][2];
  EXPECT_EQ(result["occurrenceCount"], 3);
  EXPECT_EQ(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 12);
}

TEST(FindingsSarif, IsARunWithRulesAndPlaces) {
  const RuleText rule{"duplicate-assignment", "a port given twice", "Give one another."};
  const json log = json::parse(FindingsSarif(kFindings, {&rule, 1}));
  EXPECT_EQ(log["version"], "2.1.0");
  const json& run = log["runs"][0];
  const json& rules = run["tool"]["driver"]["rules"];
  EXPECT_EQ(run["tool"]["driver"]["name"], "portlaw");
  EXPECT_EQ(rules[0]["shortDescription"]["text"], "a port given twice");
  EXPECT_EQ(rules[0]["help"]["text"], "Give one another.");
  ASSERT_EQ(run["results"].size(), 3U);
  for (const json& result : run["results"]) EXPECT_EQ(rules[result["ruleIndex"].get<int>()]["id"], result["ruleId"]);
  const json& first = run["results"][0];
  EXPECT_EQ(first["level"], "error");
  EXPECT_EQ(first["message"]["text"], "4210 twice\\x1b");
  const json& place = first["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "docs/my%20ports.md");
  EXPECT_EQ(place["region"]["startLine"], 83);
  EXPECT_EQ(first["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 12);
}

TEST(FindingsSarif, AFileAsAWholeHasNoRegion) {
  const json log = json::parse(FindingsSarif(kFindings, {}));
  const json& place = log["runs"][0]["results"][1]["locations"][0]["physicalLocation"];
  EXPECT_FALSE(place.contains("region"));  // SARIF lines begin at 1
  EXPECT_EQ(place["artifactLocation"]["uri"], "file:///etc/ports.md");
}

TEST(FindingsSarif, AFingerprintOutlivesMovedLines) {
  ToldFindings moved = kFindings;
  moved[0].finding.source.line = 999;
  const auto fingerprint = [](const ToldFindings& findings) {
    return json::parse(FindingsSarif(findings, {}))["runs"][0]["results"][0]["partialFingerprints"];
  };
  EXPECT_EQ(fingerprint(kFindings), fingerprint(moved));
  EXPECT_FALSE(fingerprint(kFindings).empty());
}

TEST(FindingsSarif, WithoutFindingsThereAreResultsAllTheSame) {
  const json log = json::parse(FindingsSarif({}, {}));
  EXPECT_TRUE(log["runs"][0]["results"].is_array());  // required: else "the analysis did not run"
}

}  // namespace
}  // namespace portlaw
