// SPDX-License-Identifier: Apache-2.0
// The frame of every HTML page: one file that loads nothing, with a search over what it shows.
#ifndef PORTLAW_POLICY_RENDER_HTML_PAGE_H_
#define PORTLAW_POLICY_RENDER_HTML_PAGE_H_

#include <string>
#include <string_view>

namespace portlaw {

// Text of others as text: nothing in it is markup, ends an attribute, or is invisible. Cut at kMaxTextBytes.
std::string HtmlText(std::string_view text);

// ASCII only: the search compares so.
std::string LowerCase(std::string text);

// The search finds each element with the attribute data-t, its text in lower case; with data-f and data-l also by a
// port between them. Styles: html_assets.h.
struct HtmlPage {
  std::string title;        // text
  std::string heading;      // text
  std::string summary;      // markup, a paragraph
  std::string placeholder;  // text: what can be searched for
  std::string nothing;      // text, where the search finds nothing
  std::string main;         // markup
  std::string writer;       // text: the command that wrote the page
};

// The whole page. Nothing is loaded or sent, whatever its texts hold (Content-Security-Policy).
std::string ToHtml(const HtmlPage& page);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_HTML_PAGE_H_
