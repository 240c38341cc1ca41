// SPDX-License-Identifier: Apache-2.0
// Markdown (GitHub's, with tables and strike-through) by cmark-gfm.
#ifndef PORTLAW_POLICY_READERS_MARKDOWN_H_
#define PORTLAW_POLICY_READERS_MARKDOWN_H_

#include <string>
#include <string_view>

#include "policy/readers/outline.h"
#include "policy/readers/reader.h"

namespace portlaw::readers {

Outline MarkdownOutline(std::string_view text);

int MarkdownClaims(std::string_view text, std::string_view file);
ResultOfMany<Document> ReadMarkdown(std::string_view text, const std::string& file, const ReadOptions& options);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_MARKDOWN_H_
