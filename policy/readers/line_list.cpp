// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/line_list.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "policy/readers/entries.h"
#include "policy/readers/fold.h"
#include "policy/readers/list_item.h"
#include "policy/readers/markers.h"
#include "policy/readers/name_like.h"
#include "policy/readers/table.h"

namespace portlaw::readers {
namespace {

constexpr std::size_t kLongestName = 4;  // words

bool HoldsOnlyPorts(const StyledText& line) {
  const std::string_view text = Trim(line.text());
  std::size_t at = 0;
  bool any = false;
  for (const Mention& mention : FindMentions(text)) {
    if (!mention.Valid() || !Trim(text.substr(at, mention.begin - at), ",/").empty()) return false;
    at = mention.end;
    any = true;
  }
  return any && Trim(text.substr(at)).empty();
}

bool IsNameAlone(const StyledText& line) {
  const std::string_view text = Trim(line.text(), ":*");
  return FindMentions(text).empty() && IsNameLike(CleanName(text)) && Words(Fold(text)).size() <= kLongestName;
}

// Names and, below each, lines of its ports.
bool IsNamesAbovePorts(const std::vector<StyledText>& lines) {
  if (lines.size() < 2 || !IsNameAlone(lines.front()) || !HoldsOnlyPorts(lines.back())) return false;
  bool after_name = false;
  for (const StyledText& line : lines) {
    const bool name = !HoldsOnlyPorts(line);
    if (name && (after_name || !IsNameAlone(line))) return false;
    after_name = name;
  }
  return true;
}

void ReadPortsBelow(const StyledText& line, const std::string& name, Context& context) {
  for (const Mention& mention : FindPorts(line.text())) {
    Assignment assignment;
    assignment.ports = mention.ports();
    assignment.protocol = mention.protocol.value_or(context.protocol().value_or(Protocol::kAny));
    assignment.container_ports = mention.container;
    assignment.label = name;
    assignment.service = WithoutParenthesis(name);
    assignment.source = context.builder.At(line.line());
    context.builder.Assign(std::move(assignment), context.section(), Strength::kList, "below the name '" + name + "'");
  }
}

void ReadNamesAbovePorts(const std::vector<StyledText>& lines, Context& context) {
  std::string name;
  for (const StyledText& line : lines) {
    if (HoldsOnlyPorts(line)) {
      ReadPortsBelow(line, name, context);
    } else {
      name = CleanName(Trim(line.text(), ":*"));
    }
  }
}

}  // namespace

bool IsNamedPortLine(const StyledText& line) {
  const Entries entries = ReadEntries(line, false);
  if (entries.entries.empty()) return false;
  const Entry& first = entries.entries.front();
  const std::size_t words = Words(Fold(WithoutParenthesis(first.name))).size();
  if (!first.tied || first.mention.kind != MentionKind::kPort || words > kLongestName || !IsNameLike(first.name) ||
      MarkerOf(first.name) != Marker::kName)
    return false;
  const std::string before = Fold(std::string_view(line.text()).substr(0, first.offset));
  if (first.port_first) return Words(before).empty();
  return Words(before).size() <= words + 1 && Words(Fold(first.rest)).size() <= 10;
}

namespace {

// "Port 25" alone under the heading "SMTP".
bool IsPortOfHeading(const std::vector<StyledText>& lines, const Context& context) {
  const Heading* heading = context.heading();
  if (lines.size() != 1 || heading == nullptr || heading->level <= 1 || heading->level > 6) return false;
  const std::vector<Mention> ports = FindPorts(lines.front().text());
  return ports.size() == 1 && ports[0].kind == MentionKind::kPort && !IsCategory(heading->name) &&
         IsNothingBut(lines.front().text(), ports[0]) && IsNameLike(heading->name);
}

// "Service: teller", "Host: app1", "Port: 9443": one thing, told line by line.
std::optional<Piece> RecordTable(const std::vector<StyledText>& lines) {
  Piece table;
  table.kind = PieceKind::kTable;
  Row row;
  bool port = false, name = false;
  for (const StyledText& line : lines) {
    const std::size_t colon = line.text().find(':');
    const bool title = colon == std::string::npos && &line == &lines.front() && lines.size() > 3;  // "RECORD 01"
    if (title) continue;
    if (colon == std::string::npos || colon > 24 || colon + 1 >= line.text().size()) return std::nullopt;
    const std::string_view key = std::string_view(line.text()).substr(0, colon);
    const Concepts words = ConceptsOf(key);
    if (Words(Fold(key)).size() > 3) return std::nullopt;
    port |= Has(words, kWordPort) && !FindPorts(std::string_view(line.text()).substr(colon + 1)).empty();
    name |=
        Has(words, kWordService | kWordContainer) && FindPorts(std::string_view(line.text()).substr(colon + 1)).empty();
    table.header.cells.push_back(line.Part(0, colon));
    row.cells.push_back(line.Part(colon + 1, line.text().size()));
  }
  if (!port || !name) return std::nullopt;
  table.line = table.header.line = row.line = lines.front().line();
  table.rows.push_back(std::move(row));
  return table;
}

// "frontend: 5173" between empty lines.
bool IsPairAlone(const StyledText& line) {
  if (!IsNamedPortLine(line)) return false;
  const Entries entries = ReadEntries(line, false);
  const Entry& entry = entries.entries.front();
  constexpr Concepts kNoNames = kWordDefault | kWordUrl | kWordPort | kWordExample | kWordOutside | kWordInside;
  return !entry.port_first && !AllWordsAre(entry.name, kNoNames) && Words(Fold(entry.rest)).empty();
}

}  // namespace

bool ReadLineList(const StyledText& paragraph, Context& context) {
  const Topic topic = context.topic();
  if (topic != Topic::kRegistry && topic != Topic::kRestated) return false;
  const std::vector<StyledText> lines = paragraph.Lines();
  if (IsNamesAbovePorts(lines)) {
    ReadNamesAbovePorts(lines, context);
    return true;
  }
  if (const auto record = RecordTable(lines)) {
    ReadTable(*record, ColumnRoles(record->header, record->rows, topic), context);
    return true;
  }
  if (IsPortOfHeading(lines, context)) {
    ReadPortsBelow(lines.front(), context.name(), context);
    return true;
  }
  if (lines.size() == 1 && IsPairAlone(lines.front())) return ReadListItem(lines.front(), Strength::kProse, context);
  const auto named = std::count_if(lines.begin(), lines.end(), IsNamedPortLine);
  if (named < 2 || static_cast<std::size_t>(named) * 2 < lines.size()) return false;
  for (const StyledText& line : lines) {
    if (!IsNamedPortLine(line)) continue;
    ReadListItem(line, FindPorts(line.text()).front().url ? Strength::kProse : Strength::kList, context);
  }
  return true;
}

}  // namespace portlaw::readers
