// SPDX-License-Identifier: Apache-2.0
// List items and lines that are written like them: "- HTTP: 38090", "- `4000-4099`: too close to the dev server".
#ifndef PORTLAW_POLICY_READERS_LIST_ITEM_H_
#define PORTLAW_POLICY_READERS_LIST_ITEM_H_

#include "policy/readers/context.h"
#include "policy/readers/registry_builder.h"
#include "policy/readers/styled_text.h"

namespace portlaw::readers {

// Adds what the line says; false if it names no port in a way that can be relied on.
bool ReadListItem(const StyledText& text, Strength strength, Context& context);

// Whether a title names a kind of things ("Core services", "Databases"), not one thing ("harbor-engine").
bool IsCategory(std::string_view title);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_LIST_ITEM_H_
