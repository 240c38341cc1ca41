// SPDX-License-Identifier: Apache-2.0
// Every code that any module of policy can put into a finding is explained, and every explanation is of a code that is
// in use. What modules can emit is taken from their sources.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "policy/check/judge.h"
#include "policy/decide/verdict.h"
#include "policy/lint/lint.h"
#include "tests/paths.h"

namespace portlaw {
namespace {

using testing::Contains;
using testing::IsSupersetOf;
using testing::UnorderedElementsAreArray;

using Codes = std::set<std::string>;

std::string TextOf(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Codes follow a severity, "Note(" with a place, or open the entry of a check.
Codes EmittedCodes() {
  const std::regex emitted(
      R"re((?:Severity::k\w+,\s*(?:[\w>.()\-]+,\s*)?|Note\(\w+->line,\s*|return \{)"([a-z]+(?:-[a-z]+)+)")re");
  Codes codes;
  const std::filesystem::path policy = std::filesystem::path(SourcePath("policy"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(policy)) {
    if (entry.path().extension() != ".cpp" || entry.path().filename() == "reading_codes.cpp") continue;
    // The notes to a draft ("learn-...") are sentences that explain themselves.
    if (entry.path().parent_path().filename() == "learn") continue;
    const std::string text = TextOf(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), emitted); at != std::sregex_iterator(); ++at) {
      codes.insert((*at)[1]);
    }
  }
  return codes;
}

// A bind is reported by the reason of its verdict, unless that allows it.
Codes CodesOfVerdicts() {
  Codes codes;
  for (Reason reason : {Reason::kContested, Reason::kAssignedReserved, Reason::kLegacy, Reason::kReserved,
                        Reason::kSibling, Reason::kForeign, Reason::kUnallocated}) {
    codes.insert("bind-" + std::string(ToString(reason)));
  }
  return codes;
}

Codes ExplainedCodes() {
  Codes codes;
  for (const LintCheck& check : LintChecks()) codes.emplace(check.code);
  for (const CheckCode& check : CheckCodes()) codes.emplace(check.code);
  return codes;
}

TEST(Codes, AllThatCanBeEmittedAreExplainedAndNoOthers) {
  Codes emitted = EmittedCodes();
  EXPECT_THAT(emitted, IsSupersetOf({"duplicate-assignment", "several-hosts", "ambiguous-range", "published-twice",
                                     "not-followed", "unset-variable"}));
  emitted.merge(CodesOfVerdicts());
  EXPECT_THAT(ExplainedCodes(), UnorderedElementsAreArray(emitted));
}

TEST(Codes, EachSaysWhatWhyAndHowToMend) {
  EXPECT_EQ(ExplainedCodes().size(), LintChecks().size() + CheckCodes().size()) << "a code stands for two things";
  for (const CheckCode& check : CheckCodes()) {
    for (std::string_view text : {check.summary, check.why, check.mend}) EXPECT_GT(text.size(), 15U) << check.code;
  }
}

// A check without a test that it fires would not be missed.
TEST(Codes, EveryCheckHasTests) {
  const std::filesystem::path here = std::filesystem::path(SourcePath("tests/unit"));
  std::string tests;
  for (const char* folder : {"lint", "readers", "check"}) {
    for (const auto& entry : std::filesystem::directory_iterator(here / folder)) {
      if (entry.path().filename() != "codes_test.cpp") tests += TextOf(entry.path());
    }
  }
  for (const std::string& code : ExplainedCodes()) {
    EXPECT_TRUE(std::regex_search(tests, std::regex("[\" ]" + code + "\""))) << code << " is in no test";
  }
}

}  // namespace
}  // namespace portlaw
