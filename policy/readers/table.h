// SPDX-License-Identifier: Apache-2.0
// Rows of a table: which columns hold the ports, which one names a row, and what each row says.
#ifndef PORTLAW_POLICY_READERS_TABLE_H_
#define PORTLAW_POLICY_READERS_TABLE_H_

#include <optional>
#include <span>
#include <vector>

#include "policy/readers/builder.h"
#include "policy/readers/path.h"
#include "policy/readers/record.h"
#include "policy/readers/roles.h"

namespace portlaw::readers {

// Reads rows under the columns of their header.
void ReadTable(std::span<const Record> rows, const std::vector<Column>& columns, const Path& path,
               RegistryBuilder& builder);

// "Attribute | Value", a row for each attribute of one service: the table turned by a quarter, with a header and one
// row; none for other tables.
struct TurnedTable {
  Record header;
  Record row;
};
std::optional<TurnedTable> TurnTable(const Record& header, std::span<const Record> rows, const Path& path);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_TABLE_H_
