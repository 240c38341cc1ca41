// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "policy/lint/names.h"
#include "policy/readers/names.h"
#include "policy/readers/path.h"
#include "policy/render/port_text.h"
#include "policy/render/show.h"
#include "policy/text/printable.h"
#include "policy/text/unicode.h"

namespace portlaw {

namespace {

// Text that Markdown takes as text, on one line (CommonMark 2.4: a backslash before punctuation).
std::string Text(std::string_view text) {
  std::string escaped;
  for (char c : Printable(text, kMaxTextBytes)) {
    if (std::string_view("\\`*_[]<>|#~").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string Code(std::string_view text) {
  if (text.empty()) return "";
  return text.find_first_of("`|\\") == std::string_view::npos ? "`" + Printable(text, kMaxTextBytes) + "`" : Text(text);
}

using Cells = std::vector<std::string>;

// A table without the columns in which no row has anything. The first is always there.
std::string MarkdownTable(const Cells& header, const std::vector<Cells>& rows) {
  if (rows.empty()) return "";
  std::vector<std::size_t> columns = {0};
  for (std::size_t i = 1; i < header.size(); ++i) {
    if (std::any_of(rows.begin(), rows.end(), [i](const Cells& row) { return !row[i].empty(); })) columns.push_back(i);
  }
  const auto line = [&columns](const auto& cell) {
    std::string text = "|";
    for (std::size_t column : columns) text += " " + cell(column) + " |";
    return text + "\n";
  };
  std::string text = line([&](std::size_t i) { return header[i]; });
  text += line([](std::size_t) { return std::string("---"); });
  for (const Cells& row : rows) text += line([&](std::size_t i) { return row[i]; });
  return text + "\n";
}

std::string MarkdownSection(const std::string& heading, const std::string& body) {
  return body.empty() ? "" : heading + "\n\n" + body;
}

std::string JoinTexts(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + Text(word);
  return text;
}

std::string HostCell(const std::optional<std::string>& host) { return host ? Text(*host) : ""; }

std::string ProtocolCell(Protocol protocol) {
  return protocol == Protocol::kAny ? "" : std::string(ToString(protocol));
}

std::string Groups(const Registry& registry) {
  std::vector<Cells> rows;
  for (const Group& group : registry.groups) {
    rows.push_back({ToString(group.ports), Text(group.name), JoinTexts(group.services), HostCell(group.host)});
  }
  return MarkdownSection("## Port ranges", MarkdownTable({"Range", "Layer", "Services", "Host"}, rows));
}

// A list, not a table: a number in a reason is then no port of its own.
std::string Reserved(const std::vector<ReservedRange>& ranges, ReservedKind kind, const std::string& heading) {
  std::string text;
  for (const ReservedRange& range : ranges) {
    if (range.kind != kind) continue;
    text += "- `" + ToString(range.ports);
    if (range.protocol != Protocol::kAny) text += "/" + std::string(ToString(range.protocol));
    text += "`: " + Text(range.reason) + "\n";
  }
  return text.empty() ? "" : heading + "\n\n" + text + "\n";
}

// A heading and what stands under it; `layer` is the heading above.
struct Chapter {
  std::string heading;
  std::string layer;
  std::vector<Cells> rows;
};

std::string BlockHeading(const Block& block) {
  if (!block.embedded_in.empty()) return Text(block.service) + " \xE2\x80\x94 Embedded in " + Text(block.embedded_in);
  return Text(block.service) + " \xE2\x80\x94 " + ToString(block.ports);
}

// Chapters in the order of their first rows; blocks without rows have one too.
class Chapters {
 public:
  explicit Chapters(const Registry& registry) {
    std::map<std::string, const Group*> layers;
    for (const Group& group : registry.groups) layers.emplace(group.name, &group);
    for (const Block& block : registry.blocks) {
      const std::size_t place = Open(BlockHeading(block));
      blocks_.emplace(lint::Folded(block.service), place);
      const auto layer = layers.find(block.layer);
      if (layer == layers.end()) continue;
      all_[place].layer = Text(layer->second->name) + " \xE2\x80\x94 " + ToString(layer->second->ports);
    }
    for (const Assignment& row : registry.assignments) {
      const std::size_t place = Place(row);  // may grow all_
      all_[place].rows.push_back(RowCells(row));
    }
  }

  // Chapters without a layer first: nothing may stand under the wrong one.
  std::string Markdown() const {
    std::string text;
    std::vector<const Chapter*> chapters;
    for (const Chapter& chapter : all_) chapters.push_back(&chapter);
    std::stable_partition(chapters.begin(), chapters.end(), [](const Chapter* c) { return c->layer.empty(); });
    std::string layer;
    for (const Chapter* chapter : chapters) {
      if (chapter->layer != layer) text += "### " + chapter->layer + "\n\n";
      layer = chapter->layer;
      text += (layer.empty() ? "### " : "#### ") + chapter->heading + "\n\n" +
              MarkdownTable({"Port", "Service", "Belongs to", "Container", "Protocol", "Container port", "Host",
                             "Access", "Purpose"},
                            chapter->rows);
    }
    return text;
  }

 private:
  std::size_t Open(const std::string& heading) {
    const auto [place, is_new] = places_.try_emplace(heading, all_.size());
    if (is_new) all_.push_back({heading, "", {}});
    return place->second;
  }

  std::size_t Place(const Assignment& row) {
    const auto block = blocks_.find(lint::Folded(row.service));
    if (block != blocks_.end()) return block->second;
    return Open(IsNeutral(row.section) ? Text(row.section) : "Other ports");
  }

  // A heading that says nothing but where the row stood: no host or topic that would change its rows.
  static bool IsNeutral(const std::string& section) {
    if (section.empty()) return false;
    const readers::Heading heading = readers::ReadHeading(readers::Scanned(section, 1), 3);
    return heading.state == readers::State::kAssigned && !heading.internal && !heading.protocol && !heading.host &&
           heading.embedded_in.empty();
  }

  // What the row belongs to, where neither its name nor its chapter tells.
  std::string OwnerCell(const Assignment& row) const {
    const bool told =
        blocks_.count(lint::Folded(row.service)) > 0 && Squeeze(row.container).starts_with(Squeeze(row.service));
    const std::string& name = row.label.empty() ? row.service : row.label;
    return told || row.service == readers::WithoutParenthesis(name) ? "" : Text(row.service);
  }

  Cells RowCells(const Assignment& row) const {
    const std::string inside = row.container_ports ? ToString(*row.container_ports) : "";
    return {ToString(row.ports),
            Text(row.label.empty() ? row.service : row.label),
            OwnerCell(row),
            Code(row.container),
            ProtocolCell(row.protocol),
            inside,
            HostCell(row.host),
            row.exposure == Exposure::kInternal ? "not exposed to host" : "",
            Text(row.purpose)};
  }

  std::vector<Chapter> all_;
  std::map<std::string, std::size_t> places_;
  std::map<std::string, std::size_t> blocks_;  // service, folded -> chapter
};

std::string Migrations(const std::vector<Migration>& migrations) {
  std::string list;
  std::string notes;
  for (const Migration& migration : migrations) {
    const std::string service = Text(migration.service);
    const std::string from = PortsText(migration.from, "/");
    const std::string to = PortsText(migration.to, "/");
    if (migration.from.size() == 1 && migration.to.size() == 1) {
      list += "- **" + service + "** (" + from + " \xE2\x86\x92 " + to + ")\n";
    } else {
      notes += "**Migration Note**: " + service + " currently uses " + from + ". Migrate to " + to + ".\n\n";
    }
  }
  if (list.empty() && notes.empty()) return "";
  return "## Migrations\n\n" + list + (list.empty() ? "" : "\n") + notes;
}

std::string Offsets(const std::vector<Offset>& offsets) {
  std::vector<Cells> rows;
  for (const Offset& offset : offsets) {
    std::string range = (offset.first < 10 ? "+0" : "+") + std::to_string(offset.first);
    if (offset.last != offset.first) range += (offset.last < 10 ? "-0" : "-") + std::to_string(offset.last);
    rows.push_back({range, Text(offset.purpose)});
  }
  return MarkdownSection("## Offsets within a block", MarkdownTable({"Offset", "Purpose"}, rows));
}

std::string Redis(const std::vector<RedisDatabase>& databases) {
  std::vector<Cells> rows;
  for (const RedisDatabase& redis : databases) {
    rows.push_back({std::to_string(redis.db), Text(redis.service), Text(redis.purpose)});
  }
  return MarkdownSection("## Redis databases", MarkdownTable({"DB", "Service", "Purpose"}, rows));
}

std::string Variables(const std::vector<Variable>& variables) {
  std::string text;
  for (const Variable& variable : variables) {
    const std::string value = Printable(variable.value, kMaxTextBytes);
    const bool quoted = value.find_first_of(" #") != std::string::npos && value.find('"') == std::string::npos;
    text += Printable(variable.name, kMaxTextBytes) + "=" + (quoted ? "\"" + value + "\"" : value) + "\n";
  }
  return text.empty() ? "" : "## Environment variables\n\n```bash\n" + text + "```\n";
}

}  // namespace

std::string ShowMarkdown(const Shown& shown) {
  const Registry registry = Merge(shown.registries);
  return "# Port registry\n\n" + Groups(registry) +
         Reserved(registry.reserved, ReservedKind::kNever, "**Reserved ranges (never use):**") +
         Reserved(registry.reserved, ReservedKind::kFuture, "**Reserved for future use:**") + "## Ports\n\n" +
         Chapters(registry).Markdown() + Migrations(registry.migrations) + Offsets(registry.offsets) +
         Redis(registry.redis) + Variables(registry.variables);
}

}  // namespace portlaw
