// SPDX-License-Identifier: Apache-2.0
// Names with ports in one line of text: "HTTP: 38090", "8500 (HTTP), 8600 (DNS/UDP)", "`api` `8000`; `web` `3000`",
// "4100 - API", "Janua (4100)". For items of lists, cells of tables with several pairs, and lines of code.
#ifndef PORTLAW_POLICY_READERS_LINES_H_
#define PORTLAW_POLICY_READERS_LINES_H_

#include <optional>
#include <string>
#include <vector>

#include "policy/readers/scan.h"

namespace portlaw::readers {

// A port with what the line says of it. Spans are parts of the line.
struct Entry {
  Number number;
  Span name;                         // empty: the port stands alone
  Span role;                         // what stood in parentheses after the port: "HTTP"
  Span note;                         // the rest of the line
  Span after;                        // all that stands right of the port, to the next one
  bool port_first = false;           // "4100 - API"
  bool chained = true;               // all before it in the line is pairs of names and ports, too
  bool shared_name = false;          // the name stands before an earlier port of the line
  bool tied = false;                 // a colon, dash, arrow, parenthesis or quotes tie name and port together
  std::optional<Number> moved_from;  // "8080 -> 8085": the port before the arrow
};

// A number that is no entry, and why.
struct LeftOut {
  Number number;
  const char* why;
};

struct Entries {
  std::vector<Entry> entries;
  std::vector<LeftOut> left_out;
};

// `arrow_maps`: "5433 -> 5432" is host and container, not a move.
Entries ReadEntries(Span line, bool arrow_maps);

// Text without what is struck through, to be scanned anew; none if nothing is.
std::optional<Text> WithoutStruck(const Text& text);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_LINES_H_
