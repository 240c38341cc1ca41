// SPDX-License-Identifier: Apache-2.0
// Colour, for a person at a terminal.
#ifndef PORTLAW_AGENT_CLI_TERMINAL_H_
#define PORTLAW_AGENT_CLI_TERMINAL_H_

#include "policy/text/tone.h"

namespace portlaw::cli {

// How text for `descriptor` is painted: in colour where it is a terminal, unless NO_COLOR is set and not empty
// (no-color.org) or TERM is dumb.
Paint PaintFor(int descriptor);

}  // namespace portlaw::cli

#endif  // PORTLAW_AGENT_CLI_TERMINAL_H_
