// SPDX-License-Identifier: Apache-2.0
// Colour and width, for a person at a terminal.
#ifndef PORTLAW_AGENT_CLI_TERMINAL_H_
#define PORTLAW_AGENT_CLI_TERMINAL_H_

#include <cstddef>

#include "policy/text/tone.h"

namespace portlaw::cli {

// How text for `descriptor` is painted: in colour where it is a terminal, unless NO_COLOR is set and not empty
// (no-color.org) or TERM is dumb.
Paint PaintFor(int descriptor);

// How wide text for `descriptor` may be: the terminal's width; where it is none, COLUMNS, or 80. From 40 to 400.
std::size_t ColumnsOf(int descriptor);

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_TERMINAL_H_
