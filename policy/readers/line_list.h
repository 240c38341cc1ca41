// SPDX-License-Identifier: Apache-2.0
// Paragraphs whose lines are a list without bullets: "API: 4100" above "Store - 5433", or a name above its ports.
#ifndef PORTLAW_POLICY_READERS_LINE_LIST_H_
#define PORTLAW_POLICY_READERS_LINE_LIST_H_

#include "policy/readers/context.h"
#include "policy/readers/styled_text.h"

namespace portlaw::readers {

// Whether `line` is nothing but a short name and what ties it to a port: "Frontend:   http://192.168.0.2:3002",
// "app-manager - 5011", "80, 443: haproxy".
bool IsNamedPortLine(const StyledText& line);

// Adds what the lines say; false if they are no such list.
bool ReadLineList(const StyledText& paragraph, Context& context);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_LINE_LIST_H_
