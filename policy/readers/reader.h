// SPDX-License-Identifier: Apache-2.0
// Reading a registry document: one entry a format, one model for all.
#ifndef PORTLAW_POLICY_READERS_READER_H_
#define PORTLAW_POLICY_READERS_READER_H_

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/settings.h"
#include "policy/model/finding.h"
#include "policy/model/registry.h"
#include "policy/model/result.h"

namespace portlaw {

// What a line with a number in port range was taken for, and why. For `show --explain-reading`.
struct Reading {
  Source source;
  std::string text;   // the number as written: "4100", "5810-5819"
  std::string taken;  // "assignment", "block", "reserved", "passed over", ...
  std::string why;    // "column 'Port' of a table with header Port|Service|Container"

  bool operator==(const Reading&) const = default;
};

// A document as read. `findings` are of the reading itself (an ambiguity and the setting that decides it).
struct Document {
  Registry registry;
  Findings findings;
  std::vector<Reading> readings;
  std::size_t unread_lines = 0;  // look like a port's, and nothing was taken from their table or list
};

struct ReadOptions {
  std::map<PortRange, RangeKind> ranges;  // Settings::ranges
  bool explain = false;  // only the readings are wanted: a document in which nothing reads as a registry has some, too
};

// A reader of one format. `claims` says how sure it is that the document is its own, 0 to 100, from the file
// name and the text; the reader with the highest claim reads it.
struct Reader {
  std::string_view format;  // "markdown"
  int (*claims)(std::string_view text, std::string_view file);
  ResultOfMany<Document> (*read)(std::string_view text, const std::string& file, const ReadOptions& options);
};

// All formats, in one table (readers.cpp).
std::span<const Reader> Readers();

// Documents longer than this are refused before anything looks at them.
inline constexpr std::size_t kMaxDocumentBytes = 16 * 1024 * 1024;

// Reads `text` with the reader that claims it. Errors: empty, too long, binary, not UTF-8, a number that is no
// port where a port must stand, a backwards range, nothing found that reads as a registry.
ResultOfMany<Document> ReadDocument(std::string_view text, const std::string& file, const ReadOptions& options);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_READERS_READER_H_
