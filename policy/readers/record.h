// SPDX-License-Identifier: Apache-2.0
// What every source of every format becomes: records of fields in the order of the document. Nothing here knows what
// any of it means.
#ifndef PORTLAW_POLICY_READERS_RECORD_H_
#define PORTLAW_POLICY_READERS_RECORD_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/readers/scan.h"

namespace portlaw::readers {

enum class Shape {
  kHeading,   // one field; closes what is open at its level and deeper, and opens its own
  kKey,       // the same for a key above nested data
  kItem,      // one field: an item of a list; `level` is its depth, from 1
  kText,      // one field: a line of running text; with a `level`, one by itself that may be a title
  kCode,      // one field: a line of a block of code; `language` is the block's
  kHeader,    // the header of a table: a field for each column
  kRow,       // a row of the table whose header came last
  kObject,    // a map of data: a field for each value, with its key; `level` is its depth
  kVariable,  // NAME=value: one field with key and value
  kComment,   // one field; `trailing`: behind a value on the same line
};

struct Field {
  std::shared_ptr<Text> key;  // of data and variables; else null. Values of one list share it.
  Text value;
};

// `block` is the same for what stands together without an empty line: a paragraph, a table, a block of code.
struct Record {
  Shape shape = Shape::kText;
  int line = 0;
  int level = 0;
  int block = 0;
  bool listed = false;    // kObject: an item of a list
  bool parent = false;    // kItem: other items, code or a table stand below it
  bool trailing = false;  // kComment
  std::string language;   // kCode
  std::vector<Field> fields;

  const Text& text() const { return fields.front().value; }
};

class Records {
 public:
  // A record without fields.
  Record& Add(Shape shape, int line, int level = 0);
  // One with `text` for its only field.
  Record& Add(Shape shape, Text text, int level = 0);
  // What is added from now on stands apart from what was added before.
  void Break() { ++block_; }
  void Append(Records&& more);

  std::vector<Record> all;

 private:
  int block_ = 0;
};

// Finds the tokens of every field, once.
void Scan(Records& records);

}  // namespace portlaw::readers

#endif  // PORTLAW_POLICY_READERS_RECORD_H_
