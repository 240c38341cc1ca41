// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "policy/learn/draft_text.h"
#include "policy/learn/notes.h"
#include "policy/readers/reader.h"
#include "policy/render/show.h"
#include "policy/text/printable.h"

namespace portlaw::learn {

namespace {

constexpr std::string_view kTitle = "# Port registry\n";
// What a row says, in whatever section it stands.
using Saying = std::tuple<PortRange, Protocol, std::string, Exposure>;

Saying SayingOf(const Assignment& row) { return {row.ports, row.protocol, row.container, row.exposure}; }

// Without the rows that are read as ones to leave ("deprecated" in a name's place): a draft says that of none.
std::set<Saying> SayingsOf(const Registry& registry) {
  std::set<Port> left;
  for (const Migration& migration : registry.migrations) left.insert(migration.from.begin(), migration.from.end());
  std::set<Saying> sayings;
  for (const Assignment& row : registry.assignments) {
    if (!left.contains(row.ports.first)) sayings.insert(SayingOf(row));
  }
  return sayings;
}

using Service = std::pair<PortRange, std::string>;

std::set<Service> ServicesOf(const Registry& registry) {
  std::set<Service> services;
  for (const Block& block : registry.blocks) services.emplace(block.ports, block.service);
  return services;
}

Registry ReadAgain(const std::string& markdown) {
  auto document = ReadDocument(markdown, "ports.md", {});
  return document ? std::move(document->registry) : Registry();
}

std::string Body(const Registry& registry) { return ShowMarkdown({{registry}, {}}).substr(kTitle.size()); }

void StandAlone(Assignment& row) { row.service = row.label = row.container; }

// Takes the services that were not read back, or whose rows were not, out of `registry`. False: there are none.
bool Dissolve(Registry& registry, const Registry& again) {
  const std::set<Service> read = ServicesOf(again);
  const std::set<Saying> rows = SayingsOf(again);
  std::set<std::string> lost;
  for (const Block& block : registry.blocks) {
    if (!read.contains({block.ports, block.service})) lost.insert(block.service);
  }
  for (const Assignment& row : registry.assignments) {
    if (row.service != row.container && !rows.contains(SayingOf(row))) lost.insert(row.service);
  }
  for (Assignment& row : registry.assignments) {
    if (lost.contains(row.service)) StandAlone(row);
  }
  return std::erase_if(registry.blocks, [&](const Block& block) { return lost.contains(block.service); }) > 0;
}

// Takes the rows that were not read back, and those from which more was read than they say ("2048" in a name's place is
// a port), out of `registry` into `removed`. False: there are none.
bool RemoveMisread(Registry& registry, const Registry& again, std::vector<Assignment>& removed) {
  const std::set<Saying> said = SayingsOf(registry);
  const std::set<Saying> read = SayingsOf(again);
  std::set<std::string> names;
  std::set<PortRange> ports;
  for (const Assignment& row : again.assignments) {
    if (said.contains(SayingOf(row))) continue;
    names.insert(row.container);
    ports.insert(row.ports);
  }
  const auto lost =
      std::stable_partition(registry.assignments.begin(), registry.assignments.end(), [&](const Assignment& row) {
        return read.contains(SayingOf(row)) && !names.contains(row.container) && !ports.contains(row.ports);
      });
  const bool any = lost != registry.assignments.end();
  removed.insert(removed.end(), lost, registry.assignments.end());
  registry.assignments.erase(lost, registry.assignments.end());
  return any;
}

// A row that a purpose makes unreadable is better off without it.
void ForgetPurposes(Registry& registry, const Registry& again) {
  const std::set<Saying> rows = SayingsOf(again);
  for (Assignment& row : registry.assignments) {
    if (!rows.contains(SayingOf(row))) row.purpose.clear();
  }
}

bool SaysTheSame(const Registry& a, const Registry& b) {
  return SayingsOf(a) == SayingsOf(b) && ServicesOf(a) == ServicesOf(b) && a.reserved == b.reserved &&
         a.migrations == b.migrations && a.groups == b.groups;
}

// `text`, which is printable, as text of Markdown.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    if (std::string_view("\\`*_[]<>|#~&").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string NoteList(const Findings& notes, const std::vector<Assignment>& removed) {
  std::string text;
  for (const Finding& note : notes) text += "- " + Escaped(Printable(note.message, kMaxNoteBytes)) + "\n";
  for (const Assignment& row : removed) {
    text += "- not in this document: " + ToString(row.ports) + " of " + Escaped(Printable(row.container)) +
            ", since that name means something else to the reader of Markdown; the YAML form can say it\n";
  }
  return text;
}

// Nothing in it ends the comment, and no line of it begins a block of Markdown.
std::string HiddenList(std::string list) {
  for (std::size_t at = list.find("--"); at != std::string::npos; at = list.find("--")) list.replace(at, 2, "- -");
  return "<!--\n" + list + "-->\n";
}

std::string Document(const std::string& origin, const std::string& body, const std::string& notes) {
  return std::string(kTitle) + "\nA draft by portlaw learn: " + Escaped(origin) + "\n" + body + notes;
}

}  // namespace

std::string DraftMarkdown(const Draft& draft, const std::string& origin) {
  Registry registry = draft.registry;
  Registry again = ReadAgain(Document("", Body(registry), ""));
  ForgetPurposes(registry, again);
  while (Dissolve(registry, ReadAgain(Document("", Body(registry), "")))) {
  }
  std::vector<Assignment> removed;
  while (RemoveMisread(registry, ReadAgain(Document("", Body(registry), "")), removed)) {
  }
  const std::string list = NoteList(draft.notes, removed);
  const std::string body = Body(registry);
  const std::string open = Document(origin, body, list.empty() ? "" : "\n## Notes\n\n" + list);
  // A note that the reader would take for more than a note is a comment.
  if (SaysTheSame(registry, ReadAgain(open))) return open;
  return Document("", body, "\n" + HiddenList("- " + Escaped(origin) + "\n" + list));
}

}  // namespace portlaw::learn
