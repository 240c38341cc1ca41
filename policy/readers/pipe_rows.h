// SPDX-License-Identifier: Apache-2.0
// Table rows that Markdown itself does not see as a table: lines with pipes and no header of their own.
#ifndef PORTLAW_POLICY_READERS_PIPE_ROWS_H_
#define PORTLAW_POLICY_READERS_PIPE_ROWS_H_

#include <optional>

#include "policy/readers/outline.h"

namespace portlaw::readers {

// The cells of a line such as "| 4100 | API |"; none if it is not written so. "+---+" and "|---|" give no cells.
std::optional<Row> PipeRow(const StyledText& line);
bool IsTableRule(std::string_view line);

// Paragraphs whose lines all are such rows become tables; without a rule under the first row, without a header.
Outline JoinPipeRows(Outline outline);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_PIPE_ROWS_H_
