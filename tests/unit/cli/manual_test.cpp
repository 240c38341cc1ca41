// SPDX-License-Identifier: Apache-2.0
// The manual says what the program does, and groff takes it without a word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "agent/cli/command_info.h"
#include "agent/cli/help_texts.h"
#include "agent/manual/pages.h"
#include "policy/check/judge.h"
#include "policy/decide/setting.h"
#include "policy/lint/lint.h"
#include "policy/readers/reader.h"
#include "tests/paths.h"
#include "tests/unit/cli/run_portlaw.h"

namespace portlaw::cli_test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

std::vector<manual::Page> AllPages() {
  std::vector<manual::Page> pages = manual::CommandPages(cli::DescribeCommandLine());
  pages.push_back(manual::SettingsPage());
  pages.push_back(manual::RegistryPage());
  pages.push_back(manual::LintPage());
  return pages;
}

std::string PageOf(const std::string& file) {
  for (const manual::Page& page : AllPages()) {
    if (page.file() == file) return page.text();
  }
  ADD_FAILURE() << "no page " << file;
  return {};
}

// What groff says of a page, all of its warnings switched on; and the page as a terminal shows it.
Outcome Rendered(const std::string& text) {
  const Directory directory;
  directory.Write("page", text);
  const std::string in = directory.path();
  const std::string command = "cd " + in + " && groff -man -Kutf8 -Tutf8 -P-cbou -rLL=100n -ww page > out 2> err";
  Outcome outcome;
  outcome.exit_code = std::system(command.c_str());
  outcome.out = directory.Read("out");
  outcome.err = directory.Read("err");
  return outcome;
}

// The lines between .EX and .EE that hold `word`'s first example, without markup.
std::string ExampleWith(const std::string& page, const std::string& word) {
  for (std::size_t from = page.find(".EX\n"); from != std::string::npos; from = page.find(".EX\n", from + 1)) {
    std::string example = page.substr(from + 4, page.find(".EE\n", from) - from - 4);
    if (example.find(word) == std::string::npos) continue;
    for (const auto& [markup, text] : {std::pair("\\-", "-"), std::pair("\\&", "")}) {
      for (std::size_t at; (at = example.find(markup)) != std::string::npos;) example.replace(at, 2, text);
    }
    return example;
  }
  ADD_FAILURE() << "no example with " << word;
  return {};
}

TEST(Manual, EveryPageRendersWithoutAWarning) {
  for (const manual::Page& page : AllPages()) {
    const Outcome outcome = Rendered(page.text());
    EXPECT_EQ(outcome.exit_code, 0) << page.file();
    EXPECT_EQ(outcome.err, "") << page.file();
    EXPECT_THAT(outcome.out, HasSubstr("NAME")) << page.file();
  }
}

TEST(Manual, WhatIsRenderedHasNoMarkupLeftAndNothingIsLost) {
  manual::Page page("portlaw-odd", 1, "odd");
  page.Section("ODD");
  page.Paragraph(manual::Plain(".TH \\fBx 'a' -- \"b\" ^~`"));
  page.Code("'first\n\n.PP\n  \\n(.x\n");
  const Outcome outcome = Rendered(page.text());
  EXPECT_EQ(outcome.err, "");
  for (const char* text : {".TH \\fBx 'a' -- \"b\" ^~`", "'first", ".PP", "  \\n(.x"}) {
    EXPECT_THAT(outcome.out, HasSubstr(text));
  }
}

TEST(Manual, EveryCommandHasATextAndAPageWithEachOfItsOptions) {
  std::set<std::string> shown;
  for (const cli::CommandInfo& command : cli::DescribeCommandLine().commands) {
    shown.insert(command.name);
    const std::string page = PageOf("portlaw-" + command.name + ".1");
    EXPECT_THAT(page, HasSubstr(manual::Plain(command.description.substr(1))));
    EXPECT_THAT(PageOf("portlaw.1"), HasSubstr(manual::Bold("portlaw-" + command.name) + "(1)"));
    for (const cli::OptionInfo& option : command.options) {
      for (const std::string& name : option.names) EXPECT_THAT(page, HasSubstr(manual::Bold(name))) << command.name;
      EXPECT_THAT(page, HasSubstr(manual::Plain(option.description))) << command.name;
    }
    for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"}) {
      EXPECT_THAT(page, HasSubstr(".SH \"" + std::string(section) + "\"")) << command.name;
    }
  }
  std::set<std::string> described;  // by agent/cli/help_texts.cpp, which is where a new command's text goes
  for (const cli::HelpText& help : cli::HelpTexts()) described.insert(std::string(help.command));
  EXPECT_EQ(shown, described);
}

TEST(Manual, HelpGroupsTheCommandsAndHidesTheMakersOwn) {
  const std::string help = RunPortlaw({"--help"}).out;
  const auto documents = help.find("\nDocuments");
  const auto host = help.find("\nHost:");
  const auto log = help.find("\nLog:");
  EXPECT_LT(documents, help.find("\n  lint"));
  EXPECT_LT(help.find("\n  lint"), host);
  EXPECT_LT(host, help.find("\n  agent"));
  EXPECT_LT(help.find("\n  agent"), log);
  EXPECT_LT(log, help.find("\n  watch"));
  EXPECT_THAT(help, Not(AnyOf(HasSubstr("\n  manual"), HasSubstr("\n  complete"), HasSubstr("Subcommands"))));
}

TEST(Manual, TheSettingsPageHasEverySetting) {
  const std::string page = PageOf("portlaw-settings.5");
  for (const SettingGroup& group : SettingsTable()) {
    for (const Setting& setting : group.settings) {
      EXPECT_THAT(page, HasSubstr(manual::Plain(setting.doc)));
      EXPECT_THAT(page, HasSubstr(manual::Plain(setting.syntax)));
    }
  }
  const auto example = ParseSettings(ExampleWith(page, "rate_limit"), "example");
  EXPECT_TRUE(example) << ToString(example.error().front());
}

TEST(Manual, TheLintPageHasEveryCode) {
  const std::string page = PageOf("portlaw-lint.7");
  for (const LintCheck& check : LintChecks()) {
    EXPECT_THAT(page, HasSubstr(".SS \"" + manual::Plain(check.code) + "\""));
    EXPECT_THAT(page, HasSubstr(manual::Plain(check.mend)));
  }
  for (const CheckCode& code : CheckCodes()) EXPECT_THAT(page, HasSubstr(".SS \"" + manual::Plain(code.code) + "\""));
}

TEST(Manual, TheRegistryPageHasEveryKeyOfTheFormAndItsExamplesAreReadAsItSays) {
  const std::string page = PageOf("portlaw-registry.5");
  std::ifstream file(SourcePath("policy/readers/registry.schema.json"));
  const auto schema = nlohmann::json::parse(file);
  for (const auto& [part, items] : schema.at("properties").items()) {
    if (!items.contains("items")) continue;
    EXPECT_THAT(page, HasSubstr(manual::Bold(part)));
    for (const auto& [key, type] : items.at("items").at("properties").items()) {
      EXPECT_THAT(page, HasSubstr(manual::Plain(key))) << part;
    }
  }
  for (const auto& [name, word] : {std::pair("ports.md", "# Ports"), std::pair("ports.yaml", "portlaw: 1")}) {
    const auto document = ReadDocument(ExampleWith(page, word), name, {});
    ASSERT_TRUE(document) << name << ": " << ToString(document.error().front());
    const Registry& registry = document->registry;
    ASSERT_EQ(registry.assignments.size(), 2u) << name;
    EXPECT_EQ(registry.assignments[0].container, "russet-api") << name;
    EXPECT_EQ(registry.assignments[1].exposure, Exposure::kInternal) << name;
    ASSERT_EQ(registry.blocks.size(), 1u) << name;
    EXPECT_EQ(registry.blocks[0].service, "Russet") << name;
    ASSERT_EQ(registry.reserved.size(), 1u) << name;
    EXPECT_EQ(registry.reserved[0].ports, (PortRange{5000, 5000})) << name;
  }
}

TEST(Manual, IsWrittenForThePackage) {
  const Directory directory;
  const Outcome outcome = directory.Run({"manual", "made"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const manual::Page& page : AllPages()) {
    EXPECT_EQ(directory.Read("made/man" + std::to_string(page.section()) + "/" + page.file()), page.text());
  }
  EXPECT_TRUE(nlohmann::json::accept(directory.Read("made/settings.schema.json")));
  EXPECT_EQ(directory.Run({"manual", "/proc/none"}).exit_code, 2);
}

}  // namespace
}  // namespace portlaw::cli_test
