// SPDX-License-Identifier: Apache-2.0
#include "policy/decide/settings.h"

namespace portlaw {

namespace {

struct TableRow {
  Reason reason;
  Action host;
  Action unregistered;
  Action registered;
};

// The semantics table. Cells that no subject of that kind can reach (only a registered container has rows of its
// own) hold warn.
constexpr TableRow kDefaults[] = {
    {Reason::kContested, Action::kWarn, Action::kWarn, Action::kWarn},
    {Reason::kAssignedReserved, Action::kWarn, Action::kWarn, Action::kWarn},
    {Reason::kAssigned, Action::kWarn, Action::kWarn, Action::kAllow},
    {Reason::kLegacy, Action::kWarn, Action::kWarn, Action::kWarn},
    {Reason::kReserved, Action::kWarn, Action::kDeny, Action::kDeny},
    {Reason::kSibling, Action::kWarn, Action::kWarn, Action::kWarn},
    {Reason::kInBlock, Action::kWarn, Action::kWarn, Action::kAllow},
    {Reason::kForeign, Action::kWarn, Action::kDeny, Action::kDeny},
    {Reason::kUnallocated, Action::kAllow, Action::kWarn, Action::kDeny},
    {Reason::kDynamicListen, Action::kWarn, Action::kWarn, Action::kWarn},
    {Reason::kPending, Action::kWarn, Action::kWarn, Action::kWarn},
    {Reason::kPortInUse, Action::kWarn, Action::kWarn, Action::kWarn},
    {Reason::kEphemeral, Action::kAllow, Action::kAllow, Action::kAllow},
};

}  // namespace

VerdictTable::VerdictTable() {
  for (auto& column : cells_) column.fill(AnyProtocol(Action::kWarn));
  for (const TableRow& row : kDefaults) {
    Set(SubjectKind::kHost, row.reason, row.host);
    Set(SubjectKind::kUnregistered, row.reason, row.unregistered);
    Set(SubjectKind::kRegistered, row.reason, row.registered);
  }
}

Action VerdictTable::At(SubjectKind kind, Reason reason, Protocol protocol) const {
  return cells_[static_cast<int>(kind)][static_cast<int>(reason)][static_cast<int>(protocol)];
}

void VerdictTable::Set(SubjectKind kind, Reason reason, Action action) {
  cells_[static_cast<int>(kind)][static_cast<int>(reason)] = AnyProtocol(action);
}

void VerdictTable::Set(SubjectKind kind, Reason reason, Protocol protocol, Action action) {
  cells_[static_cast<int>(kind)][static_cast<int>(reason)][static_cast<int>(protocol)] = action;
}

}  // namespace portlaw
