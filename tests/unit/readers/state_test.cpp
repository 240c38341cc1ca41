// SPDX-License-Identifier: Apache-2.0
// Each rule of the table of states: one text that it is for, and one beside it that it must leave alone.
#include "policy/readers/state.h"

#include <gtest/gtest.h>

#include <string>

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

// Words of the rules above where they say nothing of the kind.
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

TEST(State, AndLeavesAlone) {
  for (const RowCase& row : kOthers) {
    EXPECT_EQ(RuleOf(row), row.rule) << row.name << " | " << row.status << " | " << row.remark << " | " << row.after;
  }
}

}  // namespace
}  // namespace portlaw::readers
