// SPDX-License-Identifier: Apache-2.0
// portlaw show as scripts see it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr char kShownRegistry[] =
    "# Ports\n\n"
    "**Reserved (never use):**\n- `5000-5049`: clashes with Flask\n\n"
    "### Otter (Accounts) - 4100-4199\n\n"
    "| Port | Service | Container | Purpose |\n|---|---|---|---|\n"
    "| 4100 | API | otter-api | accounts |\n"
    "| 4101 | Web | otter-web | sign in |\n";

TEST(ShowCommand, ShowsJsonByTheContract) {
  const Directory directory;
  directory.Write("ports.md", kShownRegistry);
  const Outcome outcome = directory.Run({"show", "ports.md", "--format", "json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json shown = json::parse(outcome.out);
  EXPECT_EQ(shown["assignments"][0]["container"], "otter-api");
  EXPECT_EQ(shown["assignments"][0]["source"], json::parse(R"({"file": "ports.md", "line": 10})"));
  EXPECT_EQ(shown["blocks"][0]["service"], "Otter");
  EXPECT_EQ(shown["reserved"][0]["first"], 5000);
}

TEST(ShowCommand, FindingsAreShownAndDoNotFail) {
  const Directory directory;
  directory.Write("ports.md", std::string(kShownRegistry) + "| 4100 | Docs | otter-docs | manual |\n");
  const Outcome outcome = directory.Run({"show", "ports.md", "--format", "json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(json::parse(outcome.out)["findings"][0]["code"], "duplicate-assignment");
}

TEST(ShowCommand, SettingsOverrideARange) {
  const Directory directory;
  directory.Write("ports.md", kShownRegistry);
  directory.Write("settings.yaml", "ranges:\n  4100-4199: group\n");
  const Outcome outcome = directory.Run({"show", "ports.md", "--settings", "settings.yaml", "--format", "json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(json::parse(outcome.out)["blocks"].empty());
  EXPECT_EQ(json::parse(outcome.out)["groups"][0]["first"], 4100);
}

TEST(ShowCommand, TheOverrideLineOfTheTextIsValidSettings) {
  const Directory directory;
  directory.Write("ports.md", kShownRegistry);
  const std::string text = directory.Run({"show", "ports.md"}).out;
  const std::size_t at = text.rfind("4100-4199: group");
  ASSERT_NE(at, std::string::npos) << text;
  directory.Write("settings.yaml", "ranges:\n  " + text.substr(at, text.find('\n', at) - at) + "\n");
  EXPECT_EQ(directory.Run({"show", "ports.md", "--settings", "settings.yaml"}).exit_code, 0);
}

TEST(ShowCommand, YamlReadAgainIsTheSame) {
  const Directory directory;
  directory.Write("ports.md", kShownRegistry);
  const Outcome first = directory.Run({"show", "ports.md", "--format", "yaml"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  directory.Write("ports.yaml", first.out);
  const Outcome second = directory.Run({"show", "ports.yaml", "--format", "yaml"});
  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(second.out, first.out);
}

TEST(ShowCommand, ExplainsWhatLinesWereTakenFor) {
  const Directory directory;
  directory.Write("ports.md", kShownRegistry);
  const Outcome text = directory.Run({"show", "ports.md", "--explain-reading"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, testing::ContainsRegex("ports.md:10 +4100 +assignment +[^ ]"));
  const Outcome as_json = directory.Run({"show", "ports.md", "--explain-reading", "--format", "json"});
  EXPECT_TRUE(json::parse(as_json.out)["readings"].is_array());
}

TEST(ShowCommand, WhatCannotBeReadIsTwo) {
  const Directory directory;
  directory.Write("empty.md", "");
  const Outcome outcome = directory.Run({"show", "empty.md"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("portlaw: empty.md"));
  EXPECT_EQ(directory.Run({"show"}).exit_code, 2);
  EXPECT_EQ(directory.Run({"show", "empty.md", "--format", "pdf"}).exit_code, 2);
}

TEST(ShowCommand, ExplainsADocumentThatIsNoRegistry) {
  const Directory directory;
  directory.Write("notes.md", "# Notes\n\nWe met in 2024 and spoke of 8080 things.\n");
  const Outcome refused = directory.Run({"show", "notes.md"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--explain-reading"));
  const Outcome explained = directory.Run({"show", "notes.md", "--explain-reading"});
  EXPECT_EQ(explained.exit_code, 0) << explained.err;
  EXPECT_THAT(explained.out, HasSubstr("in running text"));
}

}  // namespace
}  // namespace portlaw::cli_test
