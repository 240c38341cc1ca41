// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <memory>

#include "policy/readers/bare_table.h"
#include "policy/readers/fold.h"
#include "policy/readers/markup_limits.h"
#include "policy/readers/outline_reader.h"
#include "policy/readers/pipe_rows.h"

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

Row ReadRow(cmark_node* node) {
  Row row;
  row.line = cmark_node_get_start_line(node);
  for (cmark_node* cell = cmark_node_first_child(node); cell != nullptr; cell = cmark_node_next(cell)) {
    row.cells.push_back(Inline(cell));
    row.cells.back().set_line(row.line);
  }
  return row;
}

Piece ReadTable(cmark_node* node) {
  Piece piece;
  piece.kind = PieceKind::kTable;
  for (cmark_node* child = cmark_node_first_child(node); child != nullptr; child = cmark_node_next(child)) {
    if (cmark_gfm_extensions_get_table_row_is_header(child)) {
      piece.header = ReadRow(child);
    } else {
      piece.rows.push_back(ReadRow(child));
    }
  }
  // cmark-gfm gives a table that follows a paragraph without a blank line the paragraph's first line.
  if (!piece.rows.empty()) piece.header.line = std::max(piece.header.line, piece.rows.front().line - 2);
  piece.line = piece.header.line;
  return piece;
}

StyledText WithoutTaskMark(StyledText text) {
  const std::string_view all = text.text();
  if (all.size() < 4 || all[0] != '[' || all[2] != ']' || all[3] != ' ') return text;
  return text.Part(4, all.size());
}

// Walks the blocks in document order, keeping how deep in lists it is.
class OutlineMaker {
 public:
  Outline Make(cmark_node* root) {
    std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iter(cmark_iter_new(root), &cmark_iter_free);
    for (cmark_event_type event; (event = cmark_iter_next(iter.get())) != CMARK_EVENT_DONE;) {
      cmark_node* node = cmark_iter_get_node(iter.get());
      if (cmark_node_get_type(node) == CMARK_NODE_LIST) {
        depth_ += event == CMARK_EVENT_ENTER ? 1 : -1;
      } else if (event == CMARK_EVENT_ENTER) {
        Enter(node, iter.get());
      }
    }
    return std::move(outline_);
  }

 private:
  void Enter(cmark_node* node, cmark_iter* iter) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING || type == CMARK_NODE_PARAGRAPH) {
      AddText(node);
    } else if (type == CMARK_NODE_CODE_BLOCK) {
      AddCode(node);
      return;
    } else if (TypeName(node) == "table") {
      outline_.push_back(ReadTable(node));
    } else {
      return;
    }
    cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
  }

  void AddText(cmark_node* node) {
    Piece piece;
    piece.text = Inline(node);
    piece.line = cmark_node_get_start_line(node);
    if (piece.line == 0) {
      // cmark-gfm forgets the line of a paragraph that a table follows at once, but the table keeps it.
      if (cmark_node* next = cmark_node_next(node)) piece.line = cmark_node_get_start_line(next);
      piece.text.set_line(piece.line);
    }
    cmark_node* parent = cmark_node_parent(node);
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING) {
      piece.kind = PieceKind::kHeading;
      piece.level = cmark_node_get_heading_level(node);
    } else if (cmark_node_get_type(parent) == CMARK_NODE_ITEM && cmark_node_first_child(parent) == node) {
      piece.kind = PieceKind::kListItem;
      piece.level = depth_;
      piece.ordered = cmark_node_get_list_type(cmark_node_parent(parent)) == CMARK_ORDERED_LIST;
      piece.text = WithoutTaskMark(std::move(piece.text));
    }
    outline_.push_back(std::move(piece));
  }

  void AddCode(cmark_node* node) {
    Piece piece;
    piece.kind = PieceKind::kCode;
    piece.level = depth_;
    int length = 0, offset = 0;
    char mark = 0;
    const bool fenced = cmark_node_get_fenced(node, &length, &offset, &mark) != 0;
    piece.line = cmark_node_get_start_line(node) + (fenced ? 1 : 0);
    const char* info = cmark_node_get_fence_info(node);
    piece.language = Fold(info == nullptr ? "" : info);
    piece.language = piece.language.substr(0, piece.language.find_first_of(" \t{,:"));
    piece.text = StyledText(Literal(node), piece.line);
    outline_.push_back(std::move(piece));
  }

  Outline outline_;
  int depth_ = 0;
};

}  // namespace

Outline MarkdownOutline(std::string_view text) {
  const Node root = Parse(text);
  return JoinBareTables(JoinPipeRows(OutlineMaker().Make(root.get())));
}

int MarkdownClaims(std::string_view text, std::string_view file) {
  const std::string name = Fold(file);
  for (std::string_view suffix : {".md", ".markdown", ".mdx", ".mkd"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) return 90;
  }
  const bool heading = text.substr(0, 2) == "# " || text.find("\n# ") != std::string_view::npos ||
                       text.find("\n## ") != std::string_view::npos;
  const bool table = text.find("|--") != std::string_view::npos || text.find("| --") != std::string_view::npos ||
                     text.find("|:-") != std::string_view::npos || text.find("| :-") != std::string_view::npos;
  return table ? 70 : heading ? 45 : 10;
}

ResultOfMany<Document> ReadMarkdown(std::string_view text, const std::string& file, const ReadOptions& options) {
  if (const auto error = CheckMarkup(text, file)) return tl::make_unexpected(Errors(1, *error));
  return ReadOutline(MarkdownOutline(text), text, file, options);
}

}  // namespace portlaw::readers
