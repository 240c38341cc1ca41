// SPDX-License-Identifier: Apache-2.0
// Markdown, with the tables and the struck-through text of GitHub.
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <memory>

#include "policy/readers/source/lines.h"
#include "policy/readers/source/markup_limits.h"
#include "policy/readers/source/source.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {
namespace {

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
using Node = std::unique_ptr<cmark_node, FreeNode>;

Node Parse(std::string_view text) {
  cmark_gfm_core_extensions_ensure_registered();
  std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser(cmark_parser_new(CMARK_OPT_DEFAULT),
                                                                     &cmark_parser_free);
  for (const char* name : {"table", "strikethrough"}) {
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  }
  cmark_parser_feed(parser.get(), text.data(), text.size());
  return Node(cmark_parser_finish(parser.get()));
}

std::string_view Literal(cmark_node* node) {
  const char* literal = cmark_node_get_literal(node);
  return literal == nullptr ? "" : literal;
}

std::string_view TypeName(cmark_node* node) { return cmark_node_get_type_string(node); }

// The style that an inline node gives to what is inside of it.
std::uint8_t StyleOf(cmark_node* node) {
  switch (cmark_node_get_type(node)) {
    case CMARK_NODE_STRONG:
      return kStrong;
    case CMARK_NODE_EMPH:
      return kEmphasis;
    case CMARK_NODE_LINK:
      return kLink;
    default:
      return TypeName(node) == "strikethrough" ? kStruck : kPlain;
  }
}

bool IsLeaf(cmark_node* node) {
  switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
    case CMARK_NODE_HTML_INLINE:
      return true;
    default:
      return false;
  }
}

void AppendLeaf(cmark_node* node, std::uint8_t style, StyledText& out) {
  switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
      return out.Append(Literal(node), style);
    case CMARK_NODE_CODE:
      return out.Append(Literal(node), style | kCode);
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
      return out.Append("\n", style);
    case CMARK_NODE_HTML_INLINE:
      if (Literal(node).substr(0, 3) == "<br") out.Append(" ; ", style);
      return;
    default:
      return;
  }
}

// The inline content of a block. An iterator instead of recursion: nesting is the document's to choose.
StyledText Inline(cmark_node* block) {
  StyledText out;
  out.set_line(cmark_node_get_start_line(block));
  std::vector<std::uint8_t> styles{kPlain};
  std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iter(cmark_iter_new(block), &cmark_iter_free);
  for (cmark_event_type event; (event = cmark_iter_next(iter.get())) != CMARK_EVENT_DONE;) {
    cmark_node* node = cmark_iter_get_node(iter.get());
    if (node == block) continue;
    if (event == CMARK_EVENT_EXIT) {
      styles.pop_back();
    } else if (IsLeaf(node)) {
      AppendLeaf(node, styles.back(), out);
    } else {
      styles.push_back(styles.back() | StyleOf(node));
    }
  }
  return out;
}

std::vector<StyledText> Cells(cmark_node* row) {
  std::vector<StyledText> cells;
  for (cmark_node* cell = cmark_node_first_child(row); cell != nullptr; cell = cmark_node_next(cell)) {
    cells.push_back(Inline(cell));
  }
  return cells;
}

StyledText WithoutTaskMark(StyledText text) {
  const std::string_view all = text.text();
  if (all.size() < 4 || all[0] != '[' || all[2] != ']' || all[3] != ' ') return text;
  return text.Part(4, all.size());
}

// Walks the blocks in document order, keeping how deep in lists it is.
class RecordMaker {
 public:
  Records Make(cmark_node* root) {
    std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iter(cmark_iter_new(root), &cmark_iter_free);
    for (cmark_event_type event; (event = cmark_iter_next(iter.get())) != CMARK_EVENT_DONE;) {
      cmark_node* node = cmark_iter_get_node(iter.get());
      if (cmark_node_get_type(node) == CMARK_NODE_LIST) {
        if (depth_ == 0) records_.Break();
        depth_ += event == CMARK_EVENT_ENTER ? 1 : -1;
      } else if (event == CMARK_EVENT_ENTER) {
        Enter(node, iter.get());
      }
    }
    return std::move(records_);
  }

 private:
  void Enter(cmark_node* node, cmark_iter* iter) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING) {
      records_.Add(Shape::kHeading, Text(Inline(node)), cmark_node_get_heading_level(node));
    } else if (type == CMARK_NODE_PARAGRAPH) {
      AddText(node);
    } else if (type == CMARK_NODE_CODE_BLOCK) {
      return AddCode(node);
    } else if (TypeName(node) == "table") {
      AddTable(node);
    } else {
      return;
    }
    cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
  }

  void AddTable(cmark_node* node) {
    records_.Break();
    // cmark-gfm gives a table that follows a paragraph without a blank line the paragraph's first line.
    cmark_node* header = cmark_node_first_child(node);
    if (header == nullptr) return;
    cmark_node* first = cmark_node_next(header);
    int line = cmark_node_get_start_line(header);
    if (first != nullptr) line = std::max(line, cmark_node_get_start_line(first) - 2);
    AddRow(Shape::kHeader, Cells(header), line, records_);
    for (cmark_node* row = first; row != nullptr; row = cmark_node_next(row)) {
      AddRow(Shape::kRow, Cells(row), cmark_node_get_start_line(row), records_);
    }
  }

  void AddText(cmark_node* node) {
    StyledText text = Inline(node);
    if (text.line() == 0) {
      // cmark-gfm forgets the line of a paragraph that a table follows at once, but the table keeps it.
      if (cmark_node* next = cmark_node_next(node)) text.set_line(cmark_node_get_start_line(next));
    }
    cmark_node* parent = cmark_node_parent(node);
    const bool item = cmark_node_get_type(parent) == CMARK_NODE_ITEM && cmark_node_first_child(parent) == node;
    if (!item) return AddParagraph(text.Lines(), records_);
    records_.Add(Shape::kItem, Text(WithoutTaskMark(std::move(text))), depth_).parent = HasBelow(node);
  }

  static bool HasBelow(cmark_node* paragraph) {
    cmark_node* next = cmark_node_next(paragraph);
    return next != nullptr && (cmark_node_get_type(next) == CMARK_NODE_LIST ||
                               cmark_node_get_type(next) == CMARK_NODE_CODE_BLOCK || TypeName(next) == "table");
  }

  void AddCode(cmark_node* node) {
    records_.Break();
    int length = 0, offset = 0;
    char mark = 0;
    const bool fenced = cmark_node_get_fenced(node, &length, &offset, &mark) != 0;
    const char* info = cmark_node_get_fence_info(node);
    std::string language = Fold(info == nullptr ? "" : info);
    language.resize(std::min(language.find_first_of(" \t{,:"), language.size()));
    const StyledText code(Literal(node), cmark_node_get_start_line(node) + (fenced ? 1 : 0));
    for (StyledText& line : code.Lines()) {
      Record& record = records_.Add(Shape::kCode, Text(std::move(line)), depth_);
      record.language = language;
    }
  }

  Records records_;
  int depth_ = 0;
};

}  // namespace

Result<Records> MarkdownRecords(std::string_view text, const std::string& file) {
  if (const auto error = CheckMarkup(text, file)) return tl::make_unexpected(*error);
  const Node root = Parse(text);
  return RecordMaker().Make(root.get());
}

}  // namespace portlaw::readers
