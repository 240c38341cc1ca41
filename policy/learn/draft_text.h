// SPDX-License-Identifier: Apache-2.0
// A draft as a document that portlaw reads again.
#ifndef PORTLAW_POLICY_LEARN_DRAFT_TEXT_H_
#define PORTLAW_POLICY_LEARN_DRAFT_TEXT_H_

#include <span>
#include <string>
#include <string_view>

#include "policy/learn/draft.h"

namespace portlaw::learn {

struct DraftFormat {
  std::string_view name;
  // `origin` says in a sentence what the draft was made from; it is printable. Ends in a newline.
  std::string (*render)(const Draft& draft, const std::string& origin);
};

// All formats, in one table; the first is the default.
std::span<const DraftFormat> DraftFormats();

// For people. It is read again before it is given away: a service that the reader does not find in its heading is
// written as rows of their own, and a row whose name means something else to the reader (a container called "reserved")
// is left out and named in the notes.
std::string DraftMarkdown(const Draft& draft, const std::string& origin);

// The project's own form; the notes are comments.
std::string DraftYaml(const Draft& draft, const std::string& origin);

// As `show --format json`; the notes are findings.
std::string DraftJson(const Draft& draft, const std::string& origin);

}  // namespace portlaw::learn

#endif  // PORTLAW_POLICY_LEARN_DRAFT_TEXT_H_
