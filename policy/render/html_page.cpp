// SPDX-License-Identifier: Apache-2.0
#include "policy/render/html_page.h"

#include <algorithm>
#include <cctype>

#include "policy/render/html_assets.h"
#include "policy/render/port_text.h"
#include "policy/text/printable.h"

namespace portlaw {

namespace {

// Nothing may be loaded or sent, whatever a name holds.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

}  // namespace

std::string HtmlText(std::string_view text) {
  std::string html;
  for (char c : Printable(text, kMaxTextBytes)) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
  return text;
}

std::string ToHtml(const HtmlPage& page) {
  std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  html += "<meta http-equiv=\"Content-Security-Policy\" content=\"" + std::string(kContentPolicy) + "\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += "<title>" + HtmlText(page.title) + "</title>\n<style>" + std::string(kHtmlStyle) + "</style>\n</head>\n";
  html += "<body>\n<header><h1>" + HtmlText(page.heading) + "</h1>\n<p class=\"soft\">" + page.summary +
          "</p></header>\n<div class=\"bar\"><form role=\"search\"><label for=\"q\">Find</label><input id=\"q\" "
          "type=\"search\" autocomplete=\"off\" placeholder=\"" +
          HtmlText(page.placeholder) + "\"><output id=\"says\" for=\"q\"></output></form></div>\n<main>\n";
  html += "<p id=\"none\" class=\"none\" hidden>" + HtmlText(page.nothing) + "</p>\n" + page.main;
  html += "</main>\n<footer>Written by " + HtmlText(page.writer) + ".</footer>\n";
  return html + "<script>" + std::string(kHtmlScript) + "</script>\n</body>\n</html>\n";
}

}  // namespace portlaw
