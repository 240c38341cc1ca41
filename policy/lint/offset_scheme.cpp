// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "policy/lint/checks.h"
#include "policy/lint/names.h"
#include "policy/lint/placement.h"
#include "policy/lint/report.h"

namespace portlaw::lint {

namespace {

// A purpose that both a scheme's row and an assignment's label can name, and the words for it. The first that fits
// counts: "API (Dev)" is for development.
struct Purpose {
  std::string_view name;
  std::array<std::string_view, 5> words;
  bool alone;  // in a label only as the whole label: "Agent API" is not the primary API
};

constexpr Purpose kPurposes[] = {
    {"observability", {"metrics", "prometheus", "observability", "exporter", "monitoring"}, false},
    {"development", {"dev", "development"}, false},
    {"staging", {"staging"}, false},
    {"testing", {"test", "testing"}, false},
    {"workers", {"worker", "workers"}, false},
    {"real-time", {"websocket", "ws", "sse", "websockets"}, false},
    {"documentation", {"docs", "documentation"}, false},
    {"marketing", {"marketing", "landing"}, false},
    {"demo", {"demo"}, false},
    {"admin", {"admin"}, false},
    {"web", {"web", "ui", "frontend"}, true},
    {"api", {"api"}, true},
};

bool Has(const Purpose& purpose, const std::string& word) {
  return std::find(purpose.words.begin(), purpose.words.end(), word) != purpose.words.end();
}

bool HasAnyOf(const std::vector<std::string>& words, const Purpose& purpose) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return Has(purpose, word); });
}

// The purpose that a scheme's row is for; none for one that keeps slots free.
std::optional<std::string_view> SchemePurpose(const std::string& text) {
  const std::vector<std::string> words = Words(text);
  if (std::find(words.begin(), words.end(), "reserved") != words.end()) return std::nullopt;
  for (const Purpose& purpose : kPurposes) {
    if (HasAnyOf(words, purpose)) return purpose.name;
  }
  return std::nullopt;
}

// The purpose that a label names beyond doubt.
std::optional<std::string_view> LabelPurpose(const std::string& label) {
  const std::vector<std::string> words = Words(label);
  for (const Purpose& purpose : kPurposes) {
    const bool fits = purpose.alone ? words.size() == 1 && Has(purpose, words.front()) : HasAnyOf(words, purpose);
    if (fits) return purpose.name;
  }
  return std::nullopt;
}

using Scheme = std::map<std::string_view, std::vector<const Offset*>>;

Scheme ReadScheme(const std::vector<Offset>& offsets) {
  Scheme scheme;
  for (const Offset& offset : offsets) {
    const std::optional<std::string_view> purpose = SchemePurpose(offset.purpose);
    if (purpose) scheme[*purpose].push_back(&offset);
  }
  return scheme;
}

std::string SlotText(const Offset& slot, Port base) {
  std::string text = "+" + std::to_string(slot.first);
  if (slot.last != slot.first) text += " to +" + std::to_string(slot.last);
  text += " (" + std::to_string(base + slot.first);
  if (slot.last != slot.first) text += "-" + std::to_string(base + slot.last);
  return text + ")";
}

// The slot that the assignment should be in, if it is in none for its purpose and the block has room for one.
const Offset* RightSlot(const Assignment& assignment, const Block& block, const std::vector<const Offset*>& slots) {
  const int first = assignment.ports.first - block.ports.first;
  const int last = assignment.ports.last - block.ports.first;
  const Offset* right = nullptr;
  for (const Offset* slot : slots) {
    if (slot->first <= first && last <= slot->last) return nullptr;
    if (right == nullptr && slot->last < block.ports.Size()) right = slot;
  }
  return right;
}

void CheckAssignment(const Assignment& assignment, const Placement& placement, const Scheme& scheme,
                     const LintCheck& check, Findings& findings) {
  const Block* block = placement.OwnBlock(assignment);
  const std::string& label = assignment.label.empty() ? assignment.container : assignment.label;
  const std::optional<std::string_view> purpose = LabelPurpose(label);
  if (block == nullptr || !purpose) return;
  const auto slots = scheme.find(*purpose);
  if (slots == scheme.end()) return;
  const Offset* right = RightSlot(assignment, *block, slots->second);
  if (right == nullptr) return;
  Report(check, findings, assignment.source,
         HolderAndPorts(assignment) + " is at +" + std::to_string(assignment.ports.first - block->ports.first) +
             " of " + block->service + "'s block; the offset scheme has " + right->purpose + " at " +
             SlotText(*right, block->ports.first),
         {right->source});
}

void CheckSize(const Block& block, const Offset& highest, const LintCheck& check, Findings& findings) {
  if (!block.embedded_in.empty() || block.ports.Size() > highest.last) return;
  Report(check, findings, block.source,
         "the block of " + block.service + ", " + ToString(block.ports) + ", has " +
             std::to_string(block.ports.Size()) + " ports; the offset scheme goes to +" + std::to_string(highest.last) +
             " (" + highest.purpose + ")",
         {highest.source});
}

void LookForOffsetScheme(const Registry& registry, const LintCheck& check, Findings& findings) {
  if (registry.offsets.empty()) return;
  const Scheme scheme = ReadScheme(registry.offsets);
  const Placement placement(registry);
  const Offset& highest = *std::max_element(registry.offsets.begin(), registry.offsets.end(),
                                            [](const Offset& a, const Offset& b) { return a.last < b.last; });
  for (const Block& block : registry.blocks) CheckSize(block, highest, check, findings);
  for (const Assignment& assignment : registry.assignments) {
    CheckAssignment(assignment, placement, scheme, check, findings);
  }
}

void CheckOffsetScheme(const std::vector<Registry>& registries, const LintCheck& check, Findings& findings) {
  for (const Registry& registry : registries) LookForOffsetScheme(registry, check, findings);
}

}  // namespace

LintCheck OffsetScheme() {
  return {"offset-scheme",
          Severity::kWarning,
          "an assignment at another offset in its block than the registry's scheme has for its purpose, or a block "
          "too small for the scheme",
          "Monitoring, proxies and people compute ports from the scheme (metrics at +90); one that breaks it is "
          "scraped, routed or debugged at the wrong port.",
          "Move the assignment to its purpose's slot, give the block the scheme's size, or write the exception into "
          "the scheme.",
          CheckOffsetScheme};
}

}  // namespace portlaw::lint
