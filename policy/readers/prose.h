// SPDX-License-Identifier: Apache-2.0
// Paragraphs: notes about moves, reserved ranges named in a line, and otherwise nothing that can be relied on.
#ifndef PORTLAW_POLICY_READERS_PROSE_H_
#define PORTLAW_POLICY_READERS_PROSE_H_

#include "policy/readers/context.h"
#include "policy/readers/styled_text.h"

namespace portlaw::readers {

void ReadProse(const StyledText& text, Context& context);

// Whether a paragraph acts as a heading for what follows: all bold, or a short line that ends with a colon.
bool IsCaption(const StyledText& text);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_PROSE_H_
