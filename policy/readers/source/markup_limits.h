// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_SOURCE_MARKUP_LIMITS_H_
#define PORTLAW_POLICY_READERS_SOURCE_MARKUP_LIMITS_H_

#include <optional>
#include <string>
#include <string_view>

#include "policy/model/result.h"

namespace portlaw::readers {

// Refuses a document with so much of a construct that cmark-gfm (0.29.0.gfm.6) would take time with the square of it,
// or memory for what is not written. No registry comes near.
std::optional<Error> CheckMarkup(std::string_view text, const std::string& file);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_SOURCE_MARKUP_LIMITS_H_
