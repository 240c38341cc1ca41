// SPDX-License-Identifier: Apache-2.0
// From a written document to a registry: walks its pieces in order and hands each to the rules for its kind.
#ifndef PORTLAW_POLICY_READERS_OUTLINE_READER_H_
#define PORTLAW_POLICY_READERS_OUTLINE_READER_H_

#include <string>
#include <string_view>

#include "policy/readers/outline.h"
#include "policy/readers/reader.h"

namespace portlaw::readers {

// `text` is the document that `outline` was made of.
ResultOfMany<Document> ReadOutline(const Outline& outline, std::string_view text, const std::string& file,
                                   const ReadOptions& options);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_OUTLINE_READER_H_
