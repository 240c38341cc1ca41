// SPDX-License-Identifier: Apache-2.0
// Plain text: a page as it looks when rendered or typed. Headings are lines by themselves; tables may have lost the
// separators of their columns.
#ifndef PORTLAW_POLICY_READERS_PLAIN_TEXT_H_
#define PORTLAW_POLICY_READERS_PLAIN_TEXT_H_

#include <string>
#include <string_view>

#include "policy/readers/outline.h"
#include "policy/readers/reader.h"

namespace portlaw::readers {

Outline PlainTextOutline(std::string_view text);

int PlainTextClaims(std::string_view text, std::string_view file);
ResultOfMany<Document> ReadPlainText(std::string_view text, const std::string& file, const ReadOptions& options);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_PLAIN_TEXT_H_
