// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/verdict.h"

#include <iterator>

namespace portlaw {

namespace {

constexpr std::string_view kModes[] = {"audit", "enforce"};
constexpr std::string_view kActions[] = {"", "allow", "warn", "deny", "would-deny"};
constexpr std::string_view kReasonWords[] = {
    "",        "contested",   "assigned-reserved", "assigned", "legacy",      "reserved",  "sibling", "in-block",
    "foreign", "unallocated", "dynamic-listen",    "pending",  "port-in-use", "ephemeral", "impostor"};

// The value whose word `text` is; words stand at their values' places.
template <class Value, std::size_t kSize>
std::optional<Value> Find(const std::string_view (&words)[kSize], std::string_view text) {
  for (std::size_t i = 0; i < kSize; ++i) {
    if (!text.empty() && words[i] == text) return static_cast<Value>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view ToString(Scope scope) { return scope == Scope::kHost ? "host" : "private"; }
std::string_view ToString(Mode mode) { return kModes[static_cast<int>(mode)]; }
std::string_view ToString(Action action) { return kActions[static_cast<int>(action)]; }
std::string_view ToString(Reason reason) { return kReasonWords[static_cast<int>(reason)]; }

std::optional<Mode> ParseMode(std::string_view text) { return Find<Mode>(kModes, text); }
std::optional<Action> ParseAction(std::string_view text) { return Find<Action>(kActions, text); }
std::optional<Reason> ParseReason(std::string_view text) { return Find<Reason>(kReasonWords, text); }

}  // namespace portlaw
