// SPDX-License-Identifier: Apache-2.0
// What the roster tells the kernel: each cgroup's subject, and what is nested in it.
#include <algorithm>
#include <utility>

#include "agent/containers/roster.h"

namespace portlaw::containers {

using kernel::kHostRow;
using kernel::kPendingRow;
using kernel::kUnregisteredRow;
using kernel::SubjectEntry;

Row Roster::RowOf(const KnownContainer& container) {
  return rows_.Of(container.identity, container.origin.uid).value_or(kUnregisteredRow);
}

// A daemon's cgroup owns what is in it, so that its programs can be told from the same programs elsewhere.
SubjectEntry Roster::Inherited(const Node& node) const {
  const Node* parent = nodes_.Find(node.parent);
  if (parent != nullptr && parent->claim == Claim::kParent && node.claim == Claim::kNone) {
    return {node.id, kUnregisteredRow, node.id, false, false};
  }
  SubjectEntry entry{node.id, kHostRow, 0, false, true};
  if (parent != nullptr) entry = {node.id, parent->standing.row, parent->standing.owner, false, parent->standing.host};
  if (entry.host && parent != nullptr && published_.IsEngineCgroup(node.id)) entry.owner = node.id;
  return entry;
}

SubjectEntry Roster::StandingOf(const Node& node) {
  switch (node.claim) {
    case Claim::kNone:
      return Inherited(node);
    case Claim::kParent: {
      SubjectEntry entry = Inherited(node);
      entry.container_parent = true;
      return entry;
    }
    case Claim::kLater:
      return {node.id, kPendingRow, node.id, false, false};
    case Claim::kNameless:
      return {node.id, kUnregisteredRow, node.id, false, false};
    case Claim::kUnit:
      return {node.id, rows_.Of(*node.unit).value_or(kHostRow), node.id, false, true};
    case Claim::kKnown:
    case Claim::kRegistered:
    case Claim::kRestored:
      return {node.id, RowOf(*node.container), node.id, false, false};
  }
  return Inherited(node);
}

// Brings `cgroup` and all that inherits from it in line with what is known.
Result<void> Roster::Settle(CgroupId cgroup) {
  Result<void> result;
  nodes_.Descend(cgroup, [&](Node& node) {
    const SubjectEntry standing = StandingOf(node);
    if (standing == node.standing && (node.written || !rows_.live())) return false;
    auto set = SetStanding(node, standing);
    if (!set && node.id == cgroup) result = std::move(set);
    return true;
  });
  return result;
}

Result<void> Roster::SetStanding(Node& node, const SubjectEntry& standing) {
  rows_.Ref(standing.row);
  rows_.Unref(node.standing.row);
  node.standing = standing;
  node.written = false;
  if (!rows_.live()) return {};
  auto result = Write(node);
  if (node.written) NoteWait(node);
  return result;
}

Result<void> Roster::Write(Node& node) {
  auto result = rows_.WriteSubject(node.standing);
  node.written = result.has_value();
  if (node.written && node.claim == Claim::kKnown) births_.NoteBorn(node.container->details.id, node.id);
  return result;
}

// steady_clock is CLOCK_MONOTONIC, the kernel's clock in events.
void Roster::NoteWait(Node& node) {
  if (node.made_ns == 0 || (node.claim != Claim::kKnown && node.claim != Claim::kRegistered)) return;
  const std::chrono::nanoseconds made(std::exchange(node.made_ns, 0));
  waits_.Add(std::max(std::chrono::steady_clock::now().time_since_epoch() - made, std::chrono::nanoseconds(0)));
}

}  // namespace portlaw::containers
