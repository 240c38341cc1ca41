// SPDX-License-Identifier: Apache-2.0
#include "policy/learn/draft_text.h"

#include <utility>

#include "policy/learn/notes.h"
#include "policy/render/show.h"
#include "policy/text/printable.h"

namespace portlaw::learn {

namespace {

constexpr DraftFormat kDraftFormats[] = {{"markdown", DraftMarkdown}, {"yaml", DraftYaml}, {"json", DraftJson}};

std::string NoteText(const Finding& note) { return Printable(note.message, kMaxNoteBytes); }

std::string Comments(const Draft& draft, const std::string& origin) {
  std::string text = "# A draft by portlaw learn: " + origin + "\n";
  for (const Finding& note : draft.notes) text += "# - " + NoteText(note) + "\n";
  return text;
}

}  // namespace

std::span<const DraftFormat> DraftFormats() { return kDraftFormats; }

std::string DraftYaml(const Draft& draft, const std::string& origin) {
  return Comments(draft, origin) + ShowYaml({{draft.registry}, {}});
}

std::string DraftJson(const Draft& draft, const std::string& origin) {
  Findings notes = draft.notes;
  notes.insert(notes.begin(), {Severity::kNote, "learn-draft", origin, {}, {}});
  return ShowJson({{draft.registry}, std::move(notes)});
}

}  // namespace portlaw::learn
