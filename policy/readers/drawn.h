// SPDX-License-Identifier: Apache-2.0
// Tables that are drawn with white space, or that lost what parted their columns.
#ifndef PORTLAW_POLICY_READERS_DRAWN_H_
#define PORTLAW_POLICY_READERS_DRAWN_H_

#include <cstddef>
#include <optional>
#include <span>

#include "policy/readers/record.h"

namespace portlaw::readers {

struct DrawnTable {
  Records records;        // a header and its rows
  std::size_t lines = 0;  // of the text that they take
};

// The table whose header is the first of the lines, if it is one.
std::optional<DrawnTable> ReadDrawnTable(std::span<const Record> lines);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_DRAWN_H_
