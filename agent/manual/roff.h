// SPDX-License-Identifier: Apache-2.0
// Writes a manual page in man(7)'s macros.
#ifndef PORTLAW_AGENT_MANUAL_ROFF_H_
#define PORTLAW_AGENT_MANUAL_ROFF_H_

#include <string>
#include <string_view>

namespace portlaw::manual {

// Text as roff takes it: no character of it is markup.
std::string Plain(std::string_view text);
std::string Bold(std::string_view text);
std::string Italic(std::string_view text);

// Further down, `markup` is what these give, put together.
class Page {
 public:
  // "portlaw-lint", 1, "find what is wrong in registries".
  Page(std::string_view name, int section, std::string_view summary);

  void Section(std::string_view title);
  void Subsection(std::string_view title);
  void Paragraph(const std::string& markup);
  // A term, and what it means beneath it, indented.
  void Term(const std::string& term, const std::string& markup);
  // Lines as they stand.
  void Code(std::string_view lines);
  // Paragraphs with empty lines between them; one whose lines begin with a space is code.
  void Text(std::string_view text);

  // "portlaw-lint.1"
  const std::string& file() const { return file_; }
  int section() const { return section_; }
  const std::string& text() const { return text_; }

 private:
  void Line(std::string_view line);

  std::string file_;
  int section_;
  std::string text_;
};

}  // namespace portlaw::manual

#endif  // PORTLAW_AGENT_MANUAL_ROFF_H_
