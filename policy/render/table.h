// SPDX-License-Identifier: Apache-2.0
// Columns of text for a terminal.
#ifndef PORTLAW_POLICY_RENDER_TABLE_H_
#define PORTLAW_POLICY_RENDER_TABLE_H_

#include <string>
#include <utility>
#include <vector>

#include "policy/text/tone.h"

namespace portlaw {

// Cells must be printable already (policy/printable.h). Every column but the last is padded to its widest cell, up to
// a limit: a longer cell pushes the rest of its own row only.
class Table {
 public:
  void Add(std::vector<std::string> cells, Tone tone = Tone::kPlain) { rows_.push_back({std::move(cells), tone}); }
  // One line a row, without trailing blanks; empty without rows.
  std::string Text(Paint paint = Unpainted) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    Tone tone;
  };
  std::vector<Row> rows_;
};

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_TABLE_H_
