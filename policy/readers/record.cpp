// SPDX-License-Identifier: Apache-2.0
#include "policy/readers/record.h"

#include <utility>

namespace portlaw::readers {

Record& Records::Add(Shape shape, int line, int level) {
  Record record;
  record.shape = shape;
  record.line = line;
  record.level = level;
  record.block = block_;
  all.push_back(std::move(record));
  return all.back();
}

Record& Records::Add(Shape shape, Text text, int level) {
  Record& record = Add(shape, text.styled.line(), level);
  record.fields.push_back({nullptr, std::move(text)});
  return record;
}

void Records::Append(Records&& more) {
  Break();
  for (Record& record : more.all) {
    record.block += block_;
    all.push_back(std::move(record));
  }
  block_ += more.block_ + 1;
}

void Scan(Records& records) {
  for (Record& record : records.all) {
    for (Field& field : record.fields) {
      if (field.key != nullptr) Scan(*field.key);
      Scan(field.value);
    }
  }
}

}  // namespace portlaw::readers
