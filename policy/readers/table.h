// SPDX-License-Identifier: Apache-2.0
// Tables: rows of ports, ranges, moves, offsets or Redis databases, told apart by their columns.
#ifndef PORTLAW_POLICY_READERS_TABLE_H_
#define PORTLAW_POLICY_READERS_TABLE_H_

#include <vector>

#include "policy/readers/column_roles.h"
#include "policy/readers/context.h"
#include "policy/readers/outline.h"

namespace portlaw::readers {

// Adds what the table says to `context.builder`. `columns` are those of the header, or of the table that this one
// continues.
void ReadTable(const Piece& table, const std::vector<Column>& columns, Context& context);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_TABLE_H_
