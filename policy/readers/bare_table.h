// SPDX-License-Identifier: Apache-2.0
// Tables that are drawn with white space, or with bars but without a frame: "Port Service Description" above
// "3001 mana-auth Authentication, sessions".
#ifndef PORTLAW_POLICY_READERS_BARE_TABLE_H_
#define PORTLAW_POLICY_READERS_BARE_TABLE_H_

#include <optional>
#include <vector>

#include "policy/readers/outline.h"

namespace portlaw::readers {

// The table that the lines from `begin` on make, up to a line that is none of its rows; `end` is set to that line.
// None if the line at `begin` is no header of a table about ports.
std::optional<Piece> ReadBareTable(const std::vector<StyledText>& lines, std::size_t begin, std::size_t& end);

// Paragraphs of which every line belongs to such a table become tables.
Outline JoinBareTables(Outline outline);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_BARE_TABLE_H_
