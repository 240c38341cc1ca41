// SPDX-License-Identifier: Apache-2.0
// Files of variables: ".env".
#include "policy/readers/source/lines.h"
#include "policy/readers/source/source.h"
#include "policy/text/unicode.h"

namespace portlaw::readers {

Result<Records> EnvRecords(std::string_view text, const std::string&) {
  Records records;
  int number = 0;
  for (std::string_view line : SplitLines(text)) {
    ++number;
    const std::string_view trimmed = Trim(line);
    if (trimmed.empty()) {
      records.Break();
    } else if (const auto variable = ParseVariable(line)) {
      AddVariable(*variable, number, records);
    } else if (trimmed.front() == '#') {
      records.Add(Shape::kComment, Text(Trim(trimmed, "#=-"), number));
    }
  }
  return records;
}

}  // namespace portlaw::readers
