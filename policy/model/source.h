// SPDX-License-Identifier: Apache-2.0
// Where in which document a fact stands.
#ifndef PORTLAW_POLICY_MODEL_SOURCE_H_
#define PORTLAW_POLICY_MODEL_SOURCE_H_

#include <compare>
#include <string>

namespace portlaw {

// `file` is the path as the user gave it; `line` counts from 1, 0 means the file as a whole.
struct Source {
  std::string file;
  int line = 0;

  auto operator<=>(const Source&) const = default;
};

// "file:57", "file" where there is no line, "" where there is no file.
std::string ToString(const Source& source);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_MODEL_SOURCE_H_
