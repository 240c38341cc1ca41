// SPDX-License-Identifier: Apache-2.0
#include "agent/manual/roff.h"

#include <algorithm>

#include "agent/version.h"

namespace portlaw::manual {

namespace {

std::string_view Escaped(char c) {
  switch (c) {
    case '\\':
      return "\\(rs";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    case '"':
      return "\\(dq";
    default:
      return {};
  }
}

std::string Upper(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; });
  return upper;
}

// Takes the text to the next empty line off `rest`.
std::string_view TakeParagraph(std::string_view& rest) {
  const std::size_t end = rest.find("\n\n");
  const std::string_view paragraph = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  while (rest.starts_with('\n')) rest.remove_prefix(1);
  return paragraph;
}

}  // namespace

std::string Plain(std::string_view text) {
  std::string plain;
  for (char c : text) {
    const std::string_view escaped = Escaped(c);
    plain += escaped.empty() ? std::string_view(&c, 1) : escaped;
  }
  return plain;
}

std::string Bold(std::string_view text) { return "\\fB" + Plain(text) + "\\fR"; }
std::string Italic(std::string_view text) { return "\\fI" + Plain(text) + "\\fR"; }

Page::Page(std::string_view name, int section, std::string_view summary)
    : file_(std::string(name) + "." + std::to_string(section)), section_(section) {
  text_ = ".\\\" Made by `portlaw manual` from what the program itself uses.\n.TH " + Plain(Upper(name)) + " " +
          std::to_string(section) + " \"\" \"portlaw " + Version() + "\" \"portlaw manual\"\n.nh\n.ad l\n";
  Section("NAME");
  Line(Plain(name) + " \\- " + Plain(summary));
}

void Page::Section(std::string_view title) { text_ += ".SH \"" + Plain(Upper(title)) + "\"\n"; }
void Page::Subsection(std::string_view title) { text_ += ".SS \"" + Plain(title) + "\"\n"; }

void Page::Paragraph(const std::string& markup) {
  text_ += ".PP\n";
  Line(markup);
}

void Page::Term(const std::string& term, const std::string& markup) {
  text_ += ".TP\n";
  Line(term);
  Line(markup);
}

void Page::Code(std::string_view lines) {
  text_ += ".PP\n.RS 4\n.EX\n";
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    Line(Plain(lines.substr(0, end)));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  text_ += ".EE\n.RE\n";
}

void Page::Text(std::string_view text) {
  while (!text.empty()) {
    const std::string_view paragraph = TakeParagraph(text);
    if (paragraph.starts_with(' ')) {
      Code(paragraph);
    } else {
      Paragraph(Plain(paragraph));
    }
  }
}

// One line, whatever it was in the source: it can then begin like a request only at its own beginning, where that is
// made none. An empty one would be a paragraph.
void Page::Line(std::string_view line) {
  if (line.empty() || line.starts_with('.')) text_ += "\\&";
  text_ += line;
  std::replace(text_.end() - line.size(), text_.end(), '\n', ' ');
  text_.erase(text_.find_last_not_of(' ') + 1);
  text_ += '\n';
}

}  // namespace portlaw::manual
