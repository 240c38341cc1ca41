// SPDX-License-Identifier: Apache-2.0
// Each rule of the table of states: one text that it is for, and one beside it that it must leave alone.
#include "policy/readers/state.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace portlaw::readers {
namespace {

struct RowCase {
  const char* rule;
  const char* name;
  const char* status;
  const char* remark;
  const char* after;
  State section = State::kAssigned;
  bool struck = false;
};

std::string RuleOf(const RowCase& row) {
  const Text name = Scanned(row.name), status = Scanned(row.status), remark = Scanned(row.remark);
  const Text after = Scanned(row.after);
  Said said;
  said.name = name;
  said.status = status;
  said.remark = remark;
  said.after = after;
  said.section = row.section;
  said.struck = row.struck;
  return std::string(StateOf(said).id);
}

constexpr RowCase kRows[] = {
    {"struck", "api", "", "", "", State::kAssigned, true},
    {"under-example", "api", "", "", "", State::kExample},
    {"under-past", "api", "", "", "", State::kGone},
    {"under-remark", "api", "", "", "", State::kRemark},
    {"gone", "api", "retired", "", ""},
    {"gone", "api", "", "removed in May", ""},
    {"gone", "api (decommissioned)", "", "", ""},
    {"gone", "api", "", "", " is no longer used"},
    {"gone", "api", "已下线", "", ""},
    {"gone", "api", "廃止", "", ""},
    {"gone", "api", "больше не используется", "", ""},
    {"never-by-status", "api", "do not use", "", ""},
    {"never-by-status", "api", "禁止", "", ""},
    {"never-by-name", "DO NOT USE", "", "", ""},
    {"never-by-name", "AirPlay (do not use)", "", "", ""},
    {"never-by-remark", "AirPlay", "", "do not use", ""},
    {"never-after", "AirPlay", "", "", " (do not use)"},
    {"future-by-name", "(reserved)", "", "", ""},
    {"future-by-name", "Reserved for future use", "", "", ""},
    {"future-nobody", "-", "reserved", "", ""},
    {"free-by-name", "(available)", "", "", ""},
    {"free-by-name", "空き", "", "", ""},
    {"free-nobody", "-", "free", "", ""},
    {"under-never", "api", "", "", "", State::kNever},
    {"under-reserved", "api", "", "", "", State::kReserved},
    {"under-free", "api", "", "", "", State::kFree},
    {"nobody", "n/a", "", "", ""},
    {"deprecated", "api", "deprecated", "", ""},
    {"deprecated", "api (legacy)", "", "", ""},
    {"under-deprecated", "api", "", "", "", State::kDeprecated},
    {"under-restated", "api", "", "", "", State::kRestated},
};

TEST(State, EachRuleHolds) {
  for (const RowCase& row : kRows) {
    EXPECT_EQ(RuleOf(row), row.rule) << row.name << " | " << row.status << " | " << row.remark << " | " << row.after;
  }
}

// What is near to a rule and not for it. `rule` is the one that must not decide.
constexpr RowCase kNotRows[] = {
    {"struck", "api", "", "", "", State::kAssigned, false},
    {"under-example", "api", "", "", "", State::kFree},
    {"under-past", "api", "", "", "", State::kDeprecated},
    {"under-remark", "api", "", "", "", State::kRestated},
    {"gone", "retired-reports", "active", "", ""},
    {"gone", "api", "", "replaces the one that was removed", ""},
    {"gone", "api", "deprecated", "", ""},
    {"never-by-status", "api", "reserved", "", ""},
    {"never-by-name", "Viewer (conflict avoided)", "", "", ""},
    {"never-by-name", "do-not-use-me", "", "", ""},
    {"never-by-remark", "api", "", "sits here to avoid a conflict with 5000", ""},
    {"never-after", "api", "", "", " (avoids 5432, which the system has)"},
    {"future-by-name", "reserve-api", "", "", ""},
    {"future-by-name", "moodlit-web (future)", "", "", ""},
    {"future-nobody", "api", "planned", "", ""},
    {"free-by-name", "free-tier", "", "", ""},
    {"free-nobody", "orders", "free", "", ""},
    {"under-never", "api", "", "", "", State::kReserved},
    {"under-reserved", "api", "", "", "", State::kNever},
    {"under-free", "api", "", "", "", State::kReserved},
    {"nobody", "api", "", "", ""},
    {"deprecated", "legacy-api", "", "", ""},
    {"under-deprecated", "api", "", "", "", State::kRestated},
    {"under-restated", "api", "", "", "", State::kAssigned},
};

TEST(State, AndLeavesAloneWhatIsNearToIt) {
  for (const RowCase& row : kNotRows) {
    EXPECT_NE(RuleOf(row), row.rule) << row.name << " | " << row.status << " | " << row.remark << " | " << row.after;
  }
}

// Words of the rules above in rows of somebody's.
constexpr RowCase kOthers[] = {
    {"assigned", "retired-reports", "active", "", ""},
    {"assigned", "api", "", "replaces the one that was removed", ""},
    {"assigned", "reserve-api", "", "", ""},
    {"assigned", "api", "reserved", "", ""},
    {"assigned", "free-tier", "", "", ""},
    {"assigned", "legacy-api", "", "", ""},
    {"assigned", "api", "", "sits here to avoid a conflict with 5000", ""},
    {"assigned", "api", "", "", " (avoids 5432, which the system has)"},
    {"assigned", "Viewer (conflict avoided)", "", "", ""},
    {"assigned", "orders", "free", "", ""},
    {"assigned", "moodlit-web (future)", "", "", ""},
    {"assigned", "api", "planned", "", ""},
};

TEST(State, WhatIsSomebodysIsAssigned) {
  for (const RowCase& row : kOthers) {
    EXPECT_EQ(RuleOf(row), row.rule) << row.name << " | " << row.status << " | " << row.remark << " | " << row.after;
  }
}

struct TitleCase {
  const char* rule;
  const char* holds;
  const char* not_this;
  bool all_old = false;
  bool of_document = false;  // of `not_this`
};

std::string RuleOf(const char* title_text, bool all_old, bool of_document) {
  const Text text = Scanned(title_text);
  Title title;
  title.all = text;
  title.name = text;
  title.name_concepts = Span(text).concepts();
  title.all_old = all_old;
  for (const Number& number : text.numbers) title.has_range |= number.kind != NumberKind::kPort;
  title.of_document = of_document;
  return std::string(StateOf(title).id);
}

constexpr TitleCase kTitles[] = {
    {"redis", "Redis databases", "Redis"},
    {"conflicts", "Known conflicts", "Services"},
    {"how-to", "How to add a service", "Services"},
    {"template", "Template", "Template Doctor", false, true},
    {"fixes", "Suggested fixes", "Services 4100-4199"},
    {"history", "Changelog", "Services"},
    {"old", "Old", "Old services", true},
    {"retired", "Retired services", "Retired reports 4100-4199"},
    {"forbidden", "Do not use", "Existing services (avoid these)"},
    {"advice", "Best practices", "Services and their rules"},
    {"notes", "Notes", "Notes service"},
    {"summary", "Summary", "Summary of services"},
    {"moves", "Migrations", "Services"},
    {"reserved", "Reserved", "Reserved for Ledger"},
    {"free", "Available", "Services"},
    {"variables", "Environment variables", "Services"},
    {"commands", "Commands", "Ports"},
    {"deprecated-title", "Deprecated services", "Deprecated 4100-4199"},
};

TEST(State, EachRuleOfTitlesHoldsAndLeavesAloneWhatIsNearToIt) {
  for (const TitleCase& title : kTitles) {
    EXPECT_EQ(RuleOf(title.holds, title.all_old, false), title.rule) << title.holds;
    EXPECT_NE(RuleOf(title.not_this, false, title.of_document), title.rule) << title.not_this;
  }
}

TEST(State, EveryRuleHasACaseForItAndOneAgainst) {
  std::set<std::string_view> held, left_alone;
  for (const RowCase& row : kRows) held.insert(row.rule);
  for (const RowCase& row : kNotRows) left_alone.insert(row.rule);
  for (const TitleCase& title : kTitles) {
    held.insert(title.rule);
    left_alone.insert(title.rule);
  }
  const std::vector<std::string_view> ids = StateRules();
  const std::set<std::string_view> rules(ids.begin(), ids.end());
  EXPECT_EQ(rules.size(), ids.size()) << "two rules with one id";
  EXPECT_EQ(held, rules);
  EXPECT_EQ(left_alone, rules);
}

}  // namespace
}  // namespace portlaw::readers
