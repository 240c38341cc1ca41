// SPDX-License-Identifier: Apache-2.0
// How lines are drawn, whatever they say: rows between bars, rules, bullets, variables.
#ifndef PORTLAW_POLICY_READERS_SOURCE_LINES_H_
#define PORTLAW_POLICY_READERS_SOURCE_LINES_H_

#include <optional>
#include <string_view>
#include <vector>

#include "policy/readers/record.h"
#include "policy/readers/styled_text.h"

namespace portlaw::readers {

// Lines without their ends ("\n", "\r\n").
std::vector<std::string_view> SplitLines(std::string_view text);

// "|---|:--:|", "+----+", "─────": a line that parts header and rows.
bool IsRule(std::string_view line);

// The cells of "| a | b |"; none for a line that does not begin with a bar.
std::vector<StyledText> PipeCells(const StyledText& line);

// Adds a header or a row of a table.
void AddRow(Shape shape, std::vector<StyledText> cells, int line, Records& records);

// Adds lines that stand together: as rows if all of them are drawn as rows, else as running text.
void AddParagraph(const std::vector<StyledText>& lines, Records& records);

// The parts of "NAME=value # comment" in `line`, which the views point into; none for a line that sets no variable.
struct VariableLine {
  std::string_view name;
  std::string_view value;
  std::string_view comment;
};
std::optional<VariableLine> ParseVariable(std::string_view line);
void AddVariable(const VariableLine& variable, int line, Records& records);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_SOURCE_LINES_H_
