// SPDX-License-Identifier: Apache-2.0
// A table of two columns that describes one service, an attribute a row: "| Host Port | 8100 |", "| Type | REST |".
#ifndef PORTLAW_POLICY_READERS_VERTICAL_TABLE_H_
#define PORTLAW_POLICY_READERS_VERTICAL_TABLE_H_

#include <optional>
#include <string>

#include "policy/readers/outline.h"

namespace portlaw::readers {

// The same facts as a table of one row, its header the attributes; none if `table` is of another kind. `service` is
// whom the heading above names; where it does, a row for the service's name gives the container's.
std::optional<Piece> TurnVerticalTable(const Piece& table, const std::string& service);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_VERTICAL_TABLE_H_
