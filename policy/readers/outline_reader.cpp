// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/outline_reader.h"

#include <utility>

#include "policy/readers/code_block.h"
#include "policy/readers/column_roles.h"
#include "policy/readers/context.h"
#include "policy/readers/fold.h"
#include "policy/readers/list_item.h"
#include "policy/readers/markers.h"
#include "policy/readers/name_like.h"
#include "policy/readers/prose.h"
#include "policy/readers/registry_builder.h"
#include "policy/readers/table.h"
#include "policy/readers/vertical_table.h"

namespace portlaw::readers {
namespace {

constexpr int kCaptionLevel = 7;
constexpr int kItemLevel = 10;  // plus the depth of the list item

class OutlineReader {
 public:
  OutlineReader(const Outline& outline, RegistryBuilder& builder)
      : outline_(outline), builder_(builder), context_{builder, {}} {}

  void Read() {
    for (std::size_t i = 0; i < outline_.size(); ++i)
      ReadPiece(outline_[i], i + 1 < outline_.size() ? &outline_[i + 1] : nullptr);
  }

 private:
  // What the lines of a piece are, for the numbers in it that are not understood.
  void PlacePiece(const Piece& piece) {
    std::string what;
    if (piece.kind == PieceKind::kHeading) what = "in a heading";
    if (piece.kind == PieceKind::kParagraph) what = "in running text, with no name tied to it";
    if (piece.kind == PieceKind::kListItem) what = "in a list item that ties no name to it";
    if (piece.kind == PieceKind::kCode) {
      what = piece.language.empty() ? "in a block of code" : "in a block of " + piece.language;
    }
    const Heading* heading = context_.heading();
    if (heading != nullptr && piece.kind != PieceKind::kHeading) what += ", under '" + heading->text + "'";
    const int last = piece.text.LineAt(piece.text.text().size());
    if (piece.kind != PieceKind::kTable) builder_.Place(piece.line, std::max(piece.line, last), std::move(what));
  }

  void ReadPiece(const Piece& piece, const Piece* next) {
    PlacePiece(piece);
    switch (piece.kind) {
      case PieceKind::kHeading:
        columns_.clear();
        Open(ReadHeading(piece.text, piece.level));
        return ReadPortOfHeading(piece);
      case PieceKind::kParagraph:
        return ReadParagraph(piece);
      case PieceKind::kTable:
        Close(kItemLevel);
        return ReadTablePiece(piece);
      case PieceKind::kListItem:
        return ReadItem(piece, next);
      case PieceKind::kCode:
        return ReadCode(piece, context_);
    }
  }

  void Close(int level) {
    while (!context_.headings.empty() && context_.headings.back().heading.level >= level) context_.headings.pop_back();
  }

  void Open(Heading heading) {
    Close(heading.level);
    const int section = OpenSection(heading);
    context_.headings.push_back({std::move(heading), section});
  }

  int OpenSection(const Heading& heading) {
    Section section;
    section.title = heading.text;
    section.name = heading.name;
    section.embedded_in = heading.embedded_in;
    section.parent = context_.section();
    section.host = heading.host;
    if (!section.host && context_.section() != kNoSection) section.host = builder_.section(context_.section()).host;
    section.line = heading.line;
    section.layer = heading.level == 1;
    TakeRange(heading, section);
    return builder_.OpenSection(std::move(section));
  }

  // The heading's range, unless the heading reserves it.
  void TakeRange(const Heading& heading, Section& section) {
    for (const Mention& mention : heading.ranges) {
      const std::string written = std::to_string(mention.first) + "-" + std::to_string(mention.last);
      const bool years = mention.first >= 1990 && mention.first <= 2035;
      if (mention.IsPorts() && mention.first > mention.last && mention.last > 99 && !years) {
        builder_.Fail(heading.line, "the range " + written + " runs backwards", "write the lower port first");
      }
      if (!mention.Valid() || mention.kind == MentionKind::kOpenEnd) continue;
      if (heading.topic == Topic::kReserved) {
        builder_.Reserve(
            {mention.ports(), Protocol::kAny, heading.text, heading.reserved, std::nullopt, builder_.At(heading.line)},
            heading.never || MarkerOf(heading.name) == Marker::kReserved,
            "range in the heading '" + heading.text + "'");
      } else if (heading.topic == Topic::kRegistry && !section.ports) {
        section.ports = mention.ports();
        MarkLayers();
      }
    }
  }

  // A range above a range is a layer of blocks.
  void MarkLayers() {
    for (const OpenHeading& above : context_.headings) {
      Section& section = builder_.section(above.section);
      if (section.ports) section.layer = true;
    }
  }

  // "### 4300 - web", unless a line below says more of that port.
  void ReadPortOfHeading(const Piece& piece) {
    const std::vector<Mention> ports = FindPorts(piece.text.text());
    const Heading& heading = *context_.heading();
    const bool one = ports.size() == 1 && ports[0].kind == MentionKind::kPort && ports[0].first >= 1024;
    if (!one || ports[0].yearlike || piece.level == 1 ||
        (context_.topic() != Topic::kRegistry && heading.topic != Topic::kRestated)) {
      return;
    }
    if (!IsNameLike(heading.name) || IsCategory(heading.name) || MarkerOf(heading.name) != Marker::kName) return;
    if (MarkerOf(heading.note) == Marker::kFree || MarkerOf(heading.note) == Marker::kReserved) return;
    Assignment assignment;
    assignment.ports = ports[0].ports();
    assignment.protocol = ports[0].protocol.value_or(Protocol::kAny);
    assignment.container_ports = ports[0].container;
    assignment.label = heading.name;
    assignment.service = WithoutParenthesis(heading.name);
    assignment.source = builder_.At(piece.line);
    builder_.Assign(std::move(assignment), context_.section(), Strength::kProse,
                    "port in the heading '" + heading.text + "'");
  }

  void ReadParagraph(const Piece& piece) {
    Close(kCaptionLevel);
    if (IsCaption(piece.text)) {
      const Heading heading = ReadHeading(piece.text, kCaptionLevel);
      const bool about_all = heading.topic == Topic::kReserved || heading.topic == Topic::kFree;
      if (heading.ranges.empty() || about_all || FindPorts(piece.text.text()).size() == heading.ranges.size()) {
        return Open(heading);
      }
    }
    ReadProse(piece.text, context_);
  }

  void ReadItem(const Piece& piece, const Piece* next) {
    Close(kItemLevel + piece.level);
    // A list right under a table says more about what the table gives.
    const bool remark = table_section_ != kNoSection && table_section_ == context_.section();
    ReadListItem(piece.text, remark ? Strength::kCode : Strength::kList, context_);
    const bool parent = next != nullptr && (next->kind == PieceKind::kListItem || next->kind == PieceKind::kCode) &&
                        next->level > piece.level;
    if (parent || (next != nullptr && next->kind == PieceKind::kTable)) {
      Heading heading = ReadHeading(piece.text, kItemLevel + piece.level);
      heading.ranges.clear();
      // "Sample Tracker", "Log Viewer": an item is what it is called.
      const bool words =
          heading.topic == Topic::kExamples || heading.topic == Topic::kCommands || heading.topic == Topic::kRestated;
      if (words) heading.topic = Topic::kRegistry;
      Open(std::move(heading));
    }
  }

  void ReadTablePiece(const Piece& piece) {
    const Heading* heading = context_.heading();
    const bool named = heading != nullptr && heading->level > 1 && heading->level <= 6;
    if (const auto turned = TurnVerticalTable(piece, named ? heading->name : std::string())) {
      columns_.clear();
      return ReadTable(*turned, ColumnRoles(turned->header, turned->rows, context_.topic()), context_);
    }
    if (!piece.header.cells.empty()) columns_ = ColumnRoles(piece.header, piece.rows, context_.topic());
    if (columns_.empty()) return;
    ReadTable(piece, columns_, context_);
    table_section_ = context_.section();
  }

  const Outline& outline_;
  RegistryBuilder& builder_;
  Context context_;
  std::vector<Column> columns_;     // of the last table with a header in this section
  int table_section_ = kNoSection;  // where the last table stood
};

}  // namespace

ResultOfMany<Document> ReadOutline(const Outline& outline, std::string_view text, const std::string& file,
                                   const ReadOptions& options) {
  RegistryBuilder builder(file, options);
  OutlineReader(outline, builder).Read();
  return std::move(builder).Finish(text);
}

}  // namespace portlaw::readers
