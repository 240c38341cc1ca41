// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "agent/manual/pages.h"
#include "policy/check/judge.h"
#include "policy/lint/lint.h"

namespace portlaw::manual {

namespace {

// LintCheck and CheckCode have the same texts.
template <class Code>
void AddCode(Page& page, const Code& code, const std::string& kind) {
  page.Subsection(code.code);
  page.Paragraph(Plain(code.summary) + ". " + Italic(kind) + ".");
  page.Paragraph(Bold("Why:") + " " + Plain(code.why));
  page.Paragraph(Bold("Mend:") + " " + Plain(code.mend));
}

}  // namespace

Page LintPage() {
  Page page("portlaw-lint", 7, "what portlaw lint and portlaw check find");
  page.Section("DESCRIPTION");
  page.Text(
      "A finding has a place, a severity and a code. Errors make the command exit with 1: the registry cannot be held "
      "as "
      "it is written. Warnings are probably mistakes, notes are worth knowing; neither fails. `portlaw lint --explain "
      "CODE` prints what this page says of a code.");
  page.Section("CODES OF LINT");
  for (const LintCheck& check : LintChecks()) AddCode(page, check, std::string(ToString(check.severity)));
  page.Section("CODES OF CHECK");
  for (const CheckCode& code : CheckCodes()) AddCode(page, code, "error or warning, by the verdict");
  page.Section("SEE ALSO");
  page.Paragraph(Bold("portlaw-lint") + "(1), " + Bold("portlaw-check") + "(1), " + Bold("portlaw-registry") + "(5)");
  return page;
}

}  // namespace portlaw::manual
