// SPDX-License-Identifier: Apache-2.0
// How everything in portlaw fails: a value that names the place, what is wrong and what to do.
#ifndef PORTLAW_POLICY_MODEL_RESULT_H_
#define PORTLAW_POLICY_MODEL_RESULT_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "policy/model/source.h"

namespace portlaw {

// One thing that could not be done. `source.line` is 0 where no line is to blame.
struct Error {
  Source source;
  std::string what;    // "port 70000 is not a port"
  std::string advice;  // "use 1 to 65535"; may be empty

  bool operator==(const Error&) const = default;
};

using Errors = std::vector<Error>;

template <class T>
using Result = tl::expected<T, Error>;

// For inputs that can hold many mistakes: all of them are reported at once.
template <class T>
using ResultOfMany = tl::expected<T, Errors>;

// "registry.md:57: port 70000 is not a port; use 1 to 65535"
std::string ToString(const Error& error);

// Shorthand for the one error an operation ends with.
tl::unexpected<Error> Fail(Source source, std::string what, std::string advice = {});

// The same for a ResultOfMany: `FailMany(Fail(...).value())`, `FailMany(result.error())`.
tl::unexpected<Errors> FailMany(Error error);

}  // namespace portlaw

#endif  // PORTLAW_POLICY_MODEL_RESULT_H_
