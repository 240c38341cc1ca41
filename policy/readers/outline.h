// SPDX-License-Identifier: Apache-2.0
// A written document as a sequence of headings, paragraphs, tables, lists and code: what Markdown and plain text have
// in common, so that one set of rules reads both.
#ifndef PORTLAW_POLICY_READERS_OUTLINE_H_
#define PORTLAW_POLICY_READERS_OUTLINE_H_

#include <string>
#include <vector>

#include "policy/readers/styled_text.h"

namespace portlaw::readers {

struct Row {
  int line = 0;
  std::vector<StyledText> cells;
};

enum class PieceKind { kHeading, kParagraph, kTable, kListItem, kCode };

// One piece of the document. Which fields count depends on `kind`.
struct Piece {
  PieceKind kind = PieceKind::kParagraph;
  int line = 0;
  StyledText text;        // heading, paragraph, list item (its own text, without nested items), code (whole)
  int level = 0;          // heading: 1 to 6; list item: its depth, from 1
  bool ordered = false;   // list item: numbered
  std::string language;   // code: the first word of the info string
  Row header;             // table; no cells: rows that go on under the header of the table before
  std::vector<Row> rows;  // table
};

using Outline = std::vector<Piece>;

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_OUTLINE_H_
