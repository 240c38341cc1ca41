// SPDX-License-Identifier: Apache-2.0
// Names with ports in one line of text: "HTTP: 38090", "8500 (HTTP), 8600 (DNS/UDP)", "`api` `8000`; `web` `3000`",
// "4100 - API", "Janua (4100)". Used for list items, table cells with several pairs and lines of code.
#ifndef PORTLAW_POLICY_READERS_ENTRIES_H_
#define PORTLAW_POLICY_READERS_ENTRIES_H_

#include <string>
#include <vector>

#include "policy/readers/port_text.h"
#include "policy/readers/styled_text.h"

namespace portlaw::readers {

struct Entry {
  Mention mention;
  std::size_t offset = 0;           // of the mention in the text
  std::string name;                 // empty: the port stands alone
  std::string role;                 // what stood in parentheses after the port: "HTTP"
  std::string note;                 // the rest of the line
  bool port_first = false;          // "4100 - API"
  std::string rest;                 // all that stands right of the port, as written
  bool chained = true;              // all before it in the line is pairs of names and ports, too
  bool shared_name = false;         // the name stands before an earlier port of the line
  bool tied = false;                // a colon, dash, arrow, parenthesis or quotes tie name and port together
  std::vector<Mention> moved_from;  // "8080 -> 8085": the ports before the arrow
};

// A mention that was left out, and why.
struct LeftOut {
  Mention mention;
  const char* why;
};

struct Entries {
  std::vector<Entry> entries;
  std::vector<LeftOut> left_out;
};

// `arrow_maps`: "5433 -> 5432" is host and container, not a move.
Entries ReadEntries(const StyledText& text, bool arrow_maps);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_ENTRIES_H_
