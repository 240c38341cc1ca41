// SPDX-License-Identifier: Apache-2.0
// Variables in deployment files: "${PORT:-4100}".
#ifndef PORTLAW_POLICY_CHECK_INTERPOLATE_H_
#define PORTLAW_POLICY_CHECK_INTERPOLATE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace portlaw::check {

using Variables = std::map<std::string, std::string>;

struct Interpolated {
  std::string text;
  std::vector<std::string> unset;    // variables without value and default; they stand for nothing
  std::vector<std::string> refused;  // what ${NAME:?message} says of variables that must be set
  bool malformed = false;            // "${" without end, a name that is none
};

// Substitutes as compose does (compose-spec, "Interpolation"): $NAME, ${NAME}, and with ":-", "-", ":?", "?", ":+",
// "+"; "$$" is a dollar. Defaults may nest, to a bounded depth.
Interpolated Interpolate(std::string_view text, const Variables& variables);

// Variables of an .env file: NAME=value lines, "export", comments, quotes. A later line wins. Values in single quotes
// are as written; others are interpolated with the variables before them and `outer`.
Variables ParseEnvFile(std::string_view text, const Variables& outer);

}  // namespace portlaw::check

#endif  // PORTLAW_POLICY_CHECK_INTERPOLATE_H_
